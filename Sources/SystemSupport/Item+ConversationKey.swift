public import AWSServices

extension Item {
    /// The key of an item of the conversations table.
    public var conversationKey: Item {
        filter { [ConversationAttribute.partition, ConversationAttribute.sort].contains($0.key) }
    }
}
