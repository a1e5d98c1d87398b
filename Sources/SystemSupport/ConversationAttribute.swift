/// Names of the attributes that ``ConversationsSchema`` knows.
public enum ConversationAttribute {
    public static let partition = "pk"
    public static let sort = "sk"
    public static let listPartition = "gsi1pk"
    public static let listSort = "gsi1sk"
    public static let textPartition = "gsi2pk"
    public static let textSort = "gsi2sk"
    /// A text without case and accents: what a search compares.
    public static let foldedText = "folded_text"
    /// Epoch seconds after which DynamoDB may delete the item.
    public static let expiry = "ttl"
}
