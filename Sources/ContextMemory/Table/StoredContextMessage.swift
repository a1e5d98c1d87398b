internal import AWSServices
internal import SystemSupport
internal import WireFormats

/// A message's item.
struct StoredContextMessage: Sendable, Hashable {
    let epoch: Int
    let number: Int
    let message: ContextMessage

    init(_ message: ContextMessage, number: Int, epoch: Int) {
        (self.epoch, self.number, self.message) = (epoch, number, message)
    }

    /// - Returns: `nil` when it is something else.
    init?(_ item: Item) {
        guard let position = item[ConversationAttribute.sort]?.string.flatMap(ContextKey.position),
            let id = item[ContextAttribute.id]?.string, let role = item[ContextAttribute.role]?.string,
            let text = item[ContextAttribute.text]?.string,
            let timestamp = item[ContextAttribute.timestamp]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            ContextMessage(id: id, role: role, text: text, timestamp: timestamp), number: position.number,
            epoch: position.epoch)
    }

    func item(in key: ContextKey) -> Item {
        var item = key.message(epoch: epoch, number: number)
        item[ContextAttribute.id] = .string(message.id)
        item[ContextAttribute.role] = .string(message.role)
        item[ContextAttribute.text] = .string(message.text)
        item[ContextAttribute.timestamp] = .string(message.timestamp.description)
        return item
    }
}
