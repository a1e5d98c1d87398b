import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading whole chats, from the first message on.
extension ConversationStore {
    /// A chat, or the part of it that had room.
    struct ExportedChat: Sendable, Hashable {
        var chat: Chat
        /// Oldest first.
        var messages: [ChatMessage]
        /// The sort key of the last message given; `nil` when no more are left.
        var next: String?
    }

    private static let exportPage = 200

    /// - Parameters:
    ///   - position: the sort key of the last message of the part before; one of messages that were cleared meanwhile
    ///     leaves nothing more to give.
    ///   - accepts: says whether there is room for a message. The part ends before the first for which there is none.
    func export(
        _ chat: Chat, after position: String?, while accepts: (ChatMessage) -> Bool
    ) async throws(Failure) -> ExportedChat {
        let prefix = TurnID.prefix(ofEpoch: chat.epoch)
        guard position?.hasBytePrefix(prefix) ?? true else { return ExportedChat(chat: chat, messages: []) }
        var query = Query(
            table: table, partition: chat.key.partition, range: .beginsWith(prefix), limit: Self.exportPage,
            startKey: position.map { chat.key.message($0) }, consistent: true)
        var messages: [ChatMessage] = []
        repeat {
            let page = try await page(query)
            for message in page.items.compactMap(ChatMessage.init) {
                guard accepts(message) else {
                    // Before the first message of a chat comes its prefix.
                    return ExportedChat(chat: chat, messages: messages, next: messages.last?.sort ?? position ?? prefix)
                }
                messages.append(message)
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return ExportedChat(chat: chat, messages: messages)
    }
}
