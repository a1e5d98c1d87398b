import SystemSupport

/// The messages that go into the summary next, and the summary so far.
struct SummaryStep: Sendable, Hashable {
    var previous: String?
    /// From the oldest that the summary does not cover.
    var messages: [ContextMessage]
    /// The number of the last of them.
    var through: Int

    /// A message that is longer than the model may be shown is cut, and says so.
    private static let cut = "\n[The rest of this message was too long to be shown.]"

    /// - Parameter budget: the most estimated tokens of the messages; a first one that is longer is taken, and cut.
    /// - Returns: `nil` when the summary covers all.
    init?(_ session: ContextSession, after summary: ContextSummary, budget: Int) {
        let first = session.lastNumber - session.messages.count + 1
        previous = summary.text.isEmpty ? nil : summary.text
        messages = []
        through = summary.through
        var left = budget
        for (offset, message) in session.messages.enumerated() where first + offset > summary.through {
            var message = message
            left -= TokenEstimate.of(message: message.text)
            if left < 0 {
                guard messages.isEmpty else { break }
                // A scalar is a token at the most.
                message.text = String(message.text.unicodeScalars.prefix(max(1, budget))) + Self.cut
            }
            messages.append(message)
            through = first + offset
        }
        if messages.isEmpty { return nil }
    }

    /// What the model is asked for the new summary.
    func request(maximumTokens: Int, temperature: Double?, timeLimit: Duration) -> ModelRequest {
        ConversationRecord.request(
            after: previous,
            messages.map { "\($0.role): \(RoleMarkers.escape($0.text, roles: [], isWholeLine: false))" },
            maximumTokens: maximumTokens, temperature: temperature, timeLimit: timeLimit)
    }
}
