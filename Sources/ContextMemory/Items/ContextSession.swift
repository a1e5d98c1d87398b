internal import SystemSupport
public import WireFormats

/// A session with its last messages.
public struct ContextSession: Sendable, Hashable {
    public var createdAt: Timestamp
    public var lastUpdated: Timestamp
    public var summary: ContextSummary?
    /// Oldest first. All that were asked for, or that are kept, but for those ``omitted``.
    public var messages: [ContextMessage]
    /// How many messages that were asked for were left out before ``messages``, because they would have been too large
    /// together.
    public var omitted: Int
    /// How many messages there have ever been; the number of the last one, counted from 1.
    public var lastNumber: Int

    public init(
        createdAt: Timestamp, lastUpdated: Timestamp, summary: ContextSummary? = nil, messages: [ContextMessage] = [],
        lastNumber: Int = 0, omitted: Int = 0
    ) {
        self.createdAt = createdAt
        self.lastUpdated = lastUpdated
        self.summary = summary
        self.messages = messages
        self.lastNumber = lastNumber
        self.omitted = omitted
    }
}

extension ContextSession {
    /// The session with as many of its last messages as an answer can carry, as JSON within JSON, beside the summary.
    var fitting: ContextSession {
        // A control character becomes seven bytes there, any other less; ids and the members' names are short.
        let most = messages.reduce(0) { $0 + 7 * ($1.text.utf8.count + $1.id.utf8.count) + 400 }
        guard most + 7 * (summary?.text.utf8.count ?? 0) > ConversationMemory.maximumRead else { return self }
        let summarySize = JSON.string(summary?.text ?? "").escapedSize
        return keeping(bytes: ConversationMemory.maximumRead - summarySize) {
            $0.rendered(number: Int(Int32.max)).escapedSize
        }
    }

    /// The session with as many of its last messages as have so many bytes together, and one at least.
    ///
    /// - Parameters:
    ///   - bytes: `nil` for all messages.
    ///   - size: of a message.
    func keeping(
        bytes: Int?, size: (ContextMessage) -> Int = { $0.text.utf8.count }
    ) -> ContextSession {
        guard let bytes else { return self }
        var left = bytes
        var count = 0
        for message in messages.reversed() {
            left -= size(message)
            if left < 0, count > 0 { break }
            count += 1
        }
        var session = self
        session.messages = messages.suffix(count)
        session.omitted += messages.count - count
        return session
    }
}
