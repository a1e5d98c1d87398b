public import Tables
import WireFormats

/// The table of web chats, context memory and WhatsApp sessions (systems 002 to 004): keys and indexes.
///
/// One table with general keys, because what these systems keep is the same: a conversation, its messages, and a few lists
/// and counters of their owner. Each system begins its partition keys with a word of its own.
public struct ConversationsSchema: Sendable, Hashable {
    /// `CONVERSATIONS_TABLE`
    public let table: String

    /// Lists: of an owner's conversations by activity, of what is due. Holds keys only: it changes with every message, and
    /// whoever lists reads the items themselves, which do not lag.
    public static let lists = "gsi1"
    /// An owner's texts by time, with ``ConversationAttribute/foldedText`` for a filter to look at. Also all WhatsApp sessions
    /// by activity: in ``lists`` they stand by status, and an item has one place in each index.
    public static let texts = "gsi2"

    public init(table: String) { self.table = table }

    public var tables: [TableSchema] {
        [
            TableSchema(
                table, partitionKey: .init(ConversationAttribute.partition), sortKey: .init(ConversationAttribute.sort),
                indexes: [
                    .init(
                        Self.lists, partitionKey: .init(ConversationAttribute.listPartition),
                        sortKey: .init(ConversationAttribute.listSort), projection: .keysOnly),
                    .init(
                        Self.texts, partitionKey: .init(ConversationAttribute.textPartition),
                        sortKey: .init(ConversationAttribute.textSort),
                        projection: .include([ConversationAttribute.foldedText])),
                ], timeToLive: ConversationAttribute.expiry)
        ]
    }
}
