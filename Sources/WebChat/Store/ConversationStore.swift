import AWSServices
import Gateway
import Logging
import SystemSupport
import Tables
import WireFormats

/// The items of system 002, on whatever engine. Each aspect is an extension in a file of its own.
///
/// All items of a chat lie in one partition, and all of it is read consistently; only lists come from an index, and what
/// they show is read from the chats themselves. A message and what counts it are written in one transaction.
struct ConversationStore: Store {
    let tables: any Tables
    let schema: ConversationsSchema
    let effects: Effects
    let clock: OrderedClock
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger

    /// How often a change is begun anew because what it was based on has changed meanwhile.
    static let maximumRaces = 50
    /// How long a deleted chat can be restored.
    static let grace: Duration = .seconds(600)

    var table: String { schema.table }

    func now() -> Timestamp { clock.now() }

    /// The chat, deleted or not.
    func header(_ key: ChatKey) async throws(Failure) -> Chat? {
        try await get(table, key.header).flatMap(Chat.init)
    }

    /// The chat, if it is there for its owner.
    func chat(_ key: ChatKey) async throws(Failure) -> Chat? {
        guard let chat = try await header(key), !chat.isDeleted else { return nil }
        return chat
    }

    /// The chats with these keys that are there for their owners, in the order of the keys.
    func chats(_ keys: [ChatKey]) async throws(Failure) -> [Chat] {
        var found: [ChatKey: Chat] = [:]
        for item in try await batchGet(table, keys.map(\.header)) {
            if let chat = Chat(item), !chat.isDeleted { found[chat.key] = chat }
        }
        return keys.compactMap { found[$0] }
    }
}
