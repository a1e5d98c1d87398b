import AWSServices
import SystemSupport
import WireFormats

/// What was said in a chat up to a turn, in few words. The messages themselves stay.
struct ChatSummary: Sendable, Hashable {
    var text: String
    /// The last turn that it covers.
    var watermark: TurnID
    /// RFC 3339.
    var updatedAt: String

    init(text: String, watermark: TurnID, updatedAt: String) {
        self.text = text
        self.watermark = watermark
        self.updatedAt = updatedAt
    }

    init?(_ item: Item) {
        guard let text = item[SummaryAttribute.text]?.string,
            let watermark = item[SummaryAttribute.watermark]?.string.flatMap({ TurnID($0) })
        else { return nil }
        self.init(text: text, watermark: watermark, updatedAt: item[SummaryAttribute.updatedAt]?.string ?? "")
    }

    func item(in chat: ChatKey) -> Item {
        var item = chat.summary
        item[SummaryAttribute.text] = .string(text)
        item[SummaryAttribute.watermark] = .string(watermark.text)
        item[SummaryAttribute.epoch] = .int(watermark.epoch)
        item[SummaryAttribute.updatedAt] = .string(updatedAt)
        return item
    }
}
