import SystemSupport
public import WireFormats

/// The part of a conversation that ``ContextOptions`` ask for.
public struct ContextWindow: Sendable, Hashable {
    /// Only when it was asked for, and there is one that fits.
    public var summary: ContextSummary?
    /// Oldest first.
    public var messages: [ContextMessage]
    /// The number of the first of ``messages``; of the one that would come next when there is none.
    public var firstNumber: Int
    /// How many messages of those asked for were left out, because they did not fit or would have come first without
    /// their question.
    public var omitted: Int
    private let escapesRoles: Bool

    /// - Parameter session: with at least the messages that the options ask for; `nil` for an empty window.
    init(_ session: ContextSession?, _ options: ContextOptions) {
        escapesRoles = options.escapesRoles
        let asked = (session?.messages ?? []).suffix(options.maximumMessages)
        var left = options.tokenBudget
        if options.includesSummary, let summary = session?.summary, !summary.text.isEmpty {
            let cost = TokenEstimate.of(message: summary.text)
            if left.map({ cost <= $0 }) ?? true {
                self.summary = summary
                left = left.map { $0 - cost }
            }
        }
        var kept = asked
        if let budget = left { kept = Self.newest(of: asked, within: budget) }
        let next = (session?.lastNumber ?? 0) + 1
        if !options.allowsOrphanStart {
            // The first message of all is nobody's answer.
            while let first = kept.first, next - kept.count > 1, Self.needsPredecessor(first) { kept.removeFirst() }
        }
        messages = Array(kept)
        firstNumber = next - kept.count
        omitted = asked.count - kept.count + (session?.omitted ?? 0)
    }

    private static func newest(
        of messages: ArraySlice<ContextMessage>, within budget: Int
    ) -> ArraySlice<ContextMessage> {
        var left = budget
        var start = messages.endIndex
        while start > messages.startIndex {
            left -= TokenEstimate.of(message: messages[start - 1].text)
            if left < 0 { break }
            start -= 1
        }
        return messages[start...]
    }

    private static func needsPredecessor(_ message: ContextMessage) -> Bool {
        [ContextRole.assistant, .tool].contains { message.role.hasSameBytes(as: $0.rawValue) }
    }
}

// MARK: - Forms

extension ContextWindow {
    static let heading = "Conversation so far:"
    static let summaryHeading = "Summary of what was said before:"

    /// One line a message, as `role: text` under a heading; empty when there is nothing to show.
    public var text: String {
        var parts: [String] = []
        if let summary { parts.append("\(Self.summaryHeading)\n\(shown(summary.text, isWholeLine: true))") }
        if !messages.isEmpty {
            let lines = messages.map { "\(shown(role: $0.role)): \(shown($0.text, isWholeLine: false))" }
            parts.append(([Self.heading] + lines).joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n")
    }

    /// The same as values.
    public var json: JSON {
        [
            "summary": summary.map { ["text": .string($0.text), "through": .number(JSONNumber($0.through))] } ?? .null,
            "messages": .array(
                messages.enumerated().map { offset, message in message.rendered(number: firstNumber + offset) }),
            "omitted": .number(JSONNumber(omitted)),
        ]
    }

    private func shown(_ text: String, isWholeLine: Bool) -> String {
        escapesRoles ? RoleMarkers.escape(text, roles: roles, isWholeLine: isWholeLine) : text
    }

    /// A role of the original's may be any text, and hold the end of a line.
    private func shown(role: String) -> String {
        guard escapesRoles else { return role }
        return String(
            String.UnicodeScalarView(role.unicodeScalars.map { Character($0).isNewline || $0 == ":" ? " " : $0 }))
    }

    private var roles: Set<String> { Set(messages.map { $0.role.lowercased() }) }
}

extension ContextMessage {
    /// As clients get it: the original's members, and ours.
    func rendered(number: Int) -> JSON {
        [
            "role": .string(role), "text": .string(text), "timestamp": .string("\(timestamp)"), "id": .string(id),
            "number": .number(JSONNumber(number)),
        ]
    }
}
