import AWSServices
import Gateway
import HTTPTransport
import SystemSupport
import Tables
import WireFormats

/// Beginning a turn: storing a prompt, once, and claiming the right to have it answered.
extension ConversationStore {
    enum Beginning: Sendable {
        case claimed(Claim)
        /// A repeat of what has been answered.
        case answered(prompt: ChatMessage, answer: ChatMessage)
        /// A repeat of what somebody is answering right now.
        case underWay
        /// The id stands for another prompt.
        case idTaken
        /// The id stands for a prompt that was cleared, or deleted with its chat.
        case gone
    }

    /// How long a call that sets no deadline may take for an answer before somebody else may give it.
    private static let lease: Duration = .seconds(60)

    /// Stores the prompt, begins the chat if there is none, and counts both; or finds what the same id began before.
    func begin(_ prompt: NewPrompt, in key: ChatKey) async throws(Failure) -> Beginning {
        let keys = [key.header, key.pointer(prompt.id), key.summary]
        for _ in 0..<Self.maximumRaces {
            let items = try await batchGet(table, keys)
            let chat = items.lazy.compactMap(Chat.init).first
            let summary = items.lazy.compactMap(ChatSummary.init).first
            let beginning: Beginning?
            if let pointer = items.lazy.compactMap(PromptPointer.init).first {
                beginning = try await resume(prompt, pointer, in: chat, summary)
            } else {
                beginning = try await add(prompt, to: chat, key, summary).map(Beginning.claimed)
            }
            if let beginning { return beginning }
        }
        throw Self.busy
    }

    func turn(
        _ turn: TurnID, in key: ChatKey
    ) async throws(Failure) -> (prompt: ChatMessage?, answer: ChatMessage?) {
        let messages = try await batchGet(
            table, [key.message(turn.promptSort), key.message(turn.answerSort)]
        ).compactMap(ChatMessage.init)
        return (messages.first { $0.sender == .human }, messages.first { $0.sender == .ai })
    }

    // MARK: - A new prompt

    /// - Returns: `nil` when what was read has changed meanwhile.
    private func add(
        _ prompt: NewPrompt, to chat: Chat?, _ key: ChatKey, _ summary: ChatSummary?
    ) async throws(Failure) -> Claim? {
        let time = now()
        // A deleted chat that is written to begins anew: what was deleted stays so.
        let isNew = chat?.isDeleted ?? true
        let epoch = isNew ? (chat?.epoch ?? 0) + 1 : chat?.epoch ?? 1
        let turn = TurnID(epoch: epoch, time: time, tieBreak: hexadecimal(effects.randomBytes(4)))
        let leaseOwner = hexadecimal(effects.randomBytes(8))
        var message = ChatMessage(
            turn: turn, id: prompt.id, sender: .human, content: prompt.text, createdAt: time.description,
            status: .unanswered
        ).item(in: key)
        message[MessageAttribute.leaseOwner] = .string(leaseOwner)
        message[MessageAttribute.leaseUntil] = leaseEnd(from: time)
        let (counting, header) = header(for: prompt, in: chat, key, epoch: epoch, at: time)
        var actions: [TransactAction] = [
            counting,
            .put(table: table, item: message, if: .absent(ConversationAttribute.partition)),
            .put(
                table: table, item: PromptPointer(turn: turn, request: prompt.digest).item(prompt.id, in: key),
                if: .absent(ConversationAttribute.partition)),
        ]
        actions += count(messages: 1, chats: isNew ? 1 : 0, of: key.owner, at: time)
        if let chat, isNew { actions.append(purge(epoch: chat.epoch, of: key)) }
        guard case .done = try await transact(actions), let written = Chat(header) else { return nil }
        return Claim(chat: written, turn: turn, prompt: prompt, leaseOwner: leaseOwner, summary: summary)
    }

    /// What the prompt changes of the chat, and the chat's item with its epoch and its place in the list.
    private func header(
        for prompt: NewPrompt, in chat: Chat?, _ key: ChatKey, epoch: Int, at time: Timestamp
    ) -> (TransactAction, Item) {
        if let chat, !chat.isDeleted { return (countMessage(in: chat, at: time), chat.item) }
        var item = Chat.item(key, name: ChatName.suggested(for: prompt.text), at: time.description, epoch: epoch)
        item[ChatAttribute.messageCount] = 1
        item[ChatAttribute.version] = .int((chat?.version ?? 0) + 1)
        let isFree = chat?.isUnchanged ?? .absent(ConversationAttribute.partition)
        return (.put(table: table, item: item, if: isFree), item)
    }

    /// Counts a message that somebody adds; does not conflict with others who do the same.
    ///
    /// - Parameter tokens: how much longer the message makes the conversation.
    func countMessage(in chat: Chat, tokens: Int = 0, at time: Timestamp) -> TransactAction {
        .update(
            table: table, key: chat.key.header,
            Update(
                set: [
                    ChatAttribute.lastActivity: .string(time.description),
                    ConversationAttribute.listSort: .string(chat.part.sort(time.description)),
                ],
                add: [
                    ChatAttribute.messageCount: 1, ChatAttribute.version: 1,
                    ChatAttribute.contextTokens: .int(tokens),
                ]),
            if: chat.takesMessages)
    }

    // MARK: - A repeat

    /// - Returns: `nil` when what was read has changed meanwhile.
    private func resume(
        _ prompt: NewPrompt, _ pointer: PromptPointer, in chat: Chat?, _ summary: ChatSummary?
    ) async throws(Failure) -> Beginning? {
        guard pointer.request.hasSameBytes(as: prompt.digest) else { return .idTaken }
        guard let chat, !chat.isDeleted, chat.epoch == pointer.turn.epoch else { return .gone }
        let (stored, answer) = try await turn(pointer.turn, in: chat.key)
        guard let stored else { return .gone }
        if let answer { return .answered(prompt: stored, answer: answer) }
        let time = now()
        guard stored.leaseUntil <= Int(time.milliseconds) else { return .underWay }
        let leaseOwner = hexadecimal(effects.randomBytes(8))
        let claimed = try await update(
            table, chat.key.message(pointer.turn.promptSort),
            Update(set: [
                MessageAttribute.leaseOwner: .string(leaseOwner), MessageAttribute.leaseUntil: leaseEnd(from: time),
            ]),
            if: .all([
                .equals(MessageAttribute.status, .string(ChatMessage.Status.unanswered.rawValue)),
                .any([
                    .absent(MessageAttribute.leaseUntil),
                    .lessOrEqual(MessageAttribute.leaseUntil, .int(Int(time.milliseconds))),
                ]),
            ]))
        guard claimed != nil else { return nil }
        return .claimed(
            Claim(chat: chat, turn: pointer.turn, prompt: prompt, leaseOwner: leaseOwner, summary: summary))
    }

    /// When a lease taken now ends, in epoch milliseconds: with the invocation, which its holder does not outlive.
    private func leaseEnd(from time: Timestamp) -> AttributeValue {
        let left = InvocationScope.deadline.map { max(.zero, $0 - .now) } ?? Self.lease
        return .int(Int((time + left).milliseconds))
    }
}
