internal import WireFormats

/// A session as the original system wrote it: one JSON object in a string, `{"messages": [{"role", "text", "timestamp"}],
/// "summary", "created_at", "last_updated"}`, with local times without a zone, which are read as UTC.
struct OriginalSession {
    let session: ContextSession

    /// - Returns: `nil` when it is something else.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), let created = json["created_at"]?.string.flatMap({ Timestamp($0) }),
            let updated = json["last_updated"]?.string.flatMap({ Timestamp($0) }), let items = json["messages"]?.array
        else { return nil }
        var messages: [ContextMessage] = []
        for (index, item) in items.enumerated() {
            guard let role = item["role"]?.string, let text = item["text"]?.string else { return nil }
            // Ids that no caller gives, so that converting twice makes the same.
            messages.append(
                ContextMessage(
                    id: "original-\(index + 1)", role: role, text: text,
                    timestamp: item["timestamp"]?.string.flatMap { Timestamp($0) } ?? updated))
        }
        let summary = json["summary"]?.string ?? ""
        session = ContextSession(
            createdAt: created, lastUpdated: updated,
            summary: summary.isEmpty
                ? nil : ContextSummary(text: summary, through: messages.count, updatedAt: updated),
            messages: messages, lastNumber: messages.count)
    }
}
