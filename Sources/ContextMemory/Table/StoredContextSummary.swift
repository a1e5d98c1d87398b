internal import AWSServices
internal import SystemSupport
internal import WireFormats

/// A summary's item.
struct StoredContextSummary: Sendable, Hashable {
    let epoch: Int
    let summary: ContextSummary

    init(_ summary: ContextSummary, epoch: Int) { (self.epoch, self.summary) = (epoch, summary) }

    /// - Returns: `nil` when it is something else.
    init?(_ item: Item) {
        guard item[ConversationAttribute.sort]?.string == ContextKey.summarySort,
            let epoch = item[ContextAttribute.epoch]?.int, let text = item[ContextAttribute.text]?.string,
            let through = item[ContextAttribute.through]?.int,
            let updatedAt = item[ContextAttribute.updatedAt]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(ContextSummary(text: text, through: through, updatedAt: updatedAt), epoch: epoch)
    }

    func item(in key: ContextKey) -> Item {
        var item = key.summary
        item[ContextAttribute.epoch] = .int(epoch)
        item[ContextAttribute.text] = .string(summary.text)
        item[ContextAttribute.through] = .int(summary.through)
        item[ContextAttribute.updatedAt] = .string(summary.updatedAt.description)
        return item
    }
}
