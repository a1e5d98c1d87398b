import AWSServices
import SystemSupport
import WireFormats

/// A user of system 002: asks, renames, clears and deletes chats.
actor WebChatClient: SoakClient {
    private struct Chat {
        var id: String
        /// Since it was last cleared.
        var prompts: [Write] = []
        var cleared: [Write] = []
        var name: String?
        /// Names of renames without an answer, since the last one with.
        var possibleNames: Set<String> = []
        var deletion: Fate?
        var isLeftAlone = false
    }

    private var kit: ClientKit
    private var chats: [Chat] = []

    init(_ kit: ClientKit) { self.kit = kit }

    func step() async {
        let usable = chats.indices.filter { !chats[$0].isLeftAlone && chats[$0].prompts.count < 25 }
        guard let index = usable.last, kit.below(15) > 0 else {
            chats.append(Chat(id: "chat-\(kit.token())"))
            return await ask(chats.count - 1)
        }
        switch kit.below(15) {
        case 0: await delete(kit.pick(usable))
        case 1: await clear(kit.pick(usable))
        case 2, 3: await rename(kit.pick(usable))
        case 4, 5: await check(kit.pick(usable))
        default: await ask(index)
        }
    }

    private func ask(_ index: Int) async {
        let token = kit.token()
        let chat = chats[index].id
        let body: JSON = [
            "prompt": .string("Tell \(token)"), "session_id": .string(chat), "message_id": .string("prompt-\(token)"),
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("POST", "/api/generate/", body)
        }
        kit.unexpected(outcome, "ask \(token) in \(chat)")
        if case .acknowledged(let answer) = outcome {
            let response = answer.json["response"]?.string ?? ""
            kit.findings.expect(.reads, response.contains(token), "\(token) was answered «\(response)»")
        }
        chats[index].prompts.append(Write(token: token, fate: outcome.fate))
    }

    private func rename(_ index: Int) async {
        let name = "Name \(kit.token())"
        let chat = chats[index].id
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("PATCH", "/api/sessions/\(chat)", ["chat_name": .string(name)])
        }
        // Nothing is certain to be there while no prompt has been acknowledged.
        if !isThere(index), case .refused = outcome { return }
        kit.unexpected(outcome, "rename \(chat)")
        if outcome.fate == .acknowledged { chats[index].name = name } else { chats[index].possibleNames.insert(name) }
    }

    private func isThere(_ index: Int) -> Bool {
        (chats[index].prompts + chats[index].cleared).contains { $0.fate == .acknowledged }
    }

    private func clear(_ index: Int) async {
        let chat = chats[index].id
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("POST", "/api/clear_history/", ["session_id": .string(chat)])
        }
        kit.unexpected(outcome, "clear \(chat)")
        if outcome.fate == .acknowledged {
            chats[index].cleared += chats[index].prompts
            chats[index].prompts = []
        } else {
            chats[index].isLeftAlone = true
            chats[index].prompts = chats[index].prompts.map { Write(token: $0.token, fate: .unknown) }
        }
    }

    private func delete(_ index: Int) async {
        let chat = chats[index].id
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("DELETE", "/api/sessions/\(chat)")
        }
        if isThere(index) { kit.unexpected(outcome, "delete \(chat)") }
        chats[index].deletion = outcome.fate
        chats[index].isLeftAlone = true
    }

    private func check(_ index: Int) async {
        let chat = chats[index]
        guard let lines = await history(of: chat.id) else { return }
        kit.findings.expectShown(Self.lines(of: chat.prompts), in: lines, of: chat.id)
    }

    /// The prompts as a history shows them.
    private static func lines(of prompts: [Write]) -> [Write] {
        prompts.map { Write(token: "Human: Tell \($0.token)", fate: $0.fate) }
    }

    private func history(of chat: String) async -> [String]? {
        let answer = await kit.front.read {
            await kit.front.request("POST", "/api/get_history/", ["session_id": .string(chat)])
        }
        guard let answer, answer.status == 200 else { return nil }
        return answer.json["history"]?.array?.compactMap(\.string) ?? []
    }

    // MARK: - In the end

    func verify(_ stored: StoredItems, _ findings: Findings) async {
        for chat in chats {
            let partition = "CHAT#\(kit.front.user)#\(chat.id)"
            let header = stored.conversation(partition, "META").first
            let epoch = (header?["epoch"]?.int ?? 0).padded(to: 9)
            let messages = stored.conversation(partition, "MSG#\(epoch)#")
            let contents = messages.compactMap { $0["content"]?.string }
            for prompt in chat.prompts {
                let isDeleted = chat.deletion != nil
                findings.expect(
                    isDeleted ? .unknown : prompt.fate, count: contents.count { $0 == "Tell \(prompt.token)" },
                    "\(prompt.token) of \(chat.id)")
                let answers = contents.count { $0.contains("“Tell \(prompt.token)”") }
                findings.expect(
                    isDeleted ? .unknown : prompt.fate, count: answers, "answer to \(prompt.token) of \(chat.id)")
            }
            for prompt in chat.cleared {
                let isThere = contents.contains { $0.contains(prompt.token) }
                findings.expect(
                    .known, !isThere || prompt.fate == .unknown, "\(prompt.token) of \(chat.id) was cleared")
            }
            let shown = await history(of: chat.id) ?? ["no answer"]
            if chat.deletion == .acknowledged {
                findings.expect(.known, shown.isEmpty, "\(chat.id) was deleted and shows \(shown.count) messages")
                continue
            }
            guard let header, header["deleted_at"] == nil else { continue }
            let count = header["message_count"]?.int ?? 0
            findings.expectCount(count, messages: messages.count, of: chat.id)
            findings.expect(
                .reads, shown.count == messages.count, "\(chat.id) shows \(shown.count) of \(messages.count) messages")
            findings.expectOrder(Self.lines(of: chat.prompts), in: shown, of: chat.id)
            guard let name = chat.name else { continue }
            let current = header["chat_name"]?.string ?? ""
            findings.expect(
                .there, current == name || chat.possibleNames.contains(current),
                "\(chat.id) is named «\(current)», not «\(name)»")
        }
    }

    /// The totals of all chats of one user.
    static func verifyTotals(of front: Front, _ stored: StoredItems, _ findings: Findings) async {
        let chats = stored.conversations.filter { $0.key.hasPrefix("CHAT#\(front.user)#") }.values
            .compactMap { $0.first { StoredItems.sort($0) == "META" } }.filter { $0["deleted_at"] == nil }
        let messages = chats.reduce(0) { $0 + ($1["message_count"]?.int ?? 0) }
        let answer = await front.read { await front.request("GET", "/api/session_stats/") }
        let totals = answer?.json["stats"]
        findings.expect(
            .counters,
            totals?["total_sessions"]?.int == chats.count && totals?["total_messages"]?.int == messages,
            "\(front.user) has \(chats.count) chats with \(messages) messages, and the statistics say "
                + "\(totals?.text ?? "nothing")")
    }
}
