public import AWSServices
public import WireFormats

extension Item {
    /// The key of an item of the conversations table.
    public var conversationKey: Item {
        var key = Item(minimumCapacity: 2)
        for name in [ConversationAttribute.partition, ConversationAttribute.sort] { key[name] = self[name] }
        return key
    }
}
