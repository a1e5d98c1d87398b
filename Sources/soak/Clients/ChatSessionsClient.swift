import AWSServices
import WireFormats

/// A user of system 000: begins sessions, adds messages, prompts whose answers come later, reads and deletes.
actor ChatSessionsClient: SoakClient {
    private struct Session {
        var id: String
        var fate: Fate
        var messages: [Write]
        /// The fate of its deletion, if there was one.
        var deletion: Fate?
        /// Something about it is not known any more: it is left alone.
        var isLeftAlone = false
    }

    private var kit: ClientKit
    /// By `POST /user-session`; otherwise directly.
    private let isOverHTTP: Bool
    private var sessions: [Session] = []

    init(_ kit: ClientKit, isOverHTTP: Bool) {
        self.kit = kit
        self.isOverHTTP = isOverHTTP
    }

    private var user: String { isOverHTTP ? kit.front.user : kit.name }

    private func call(_ operation: String, _ arguments: JSONObject) async -> Reply {
        var event = arguments
        event["operation"] = .string(operation)
        event["user_id"] = .string(user)
        return isOverHTTP
            ? await kit.front.request("POST", "/user-session", .object(event)) : await kit.front.invoke(.object(event))
    }

    func step() async {
        let usable = sessions.indices.filter { !sessions[$0].isLeftAlone && sessions[$0].messages.count < 40 }
        guard let index = usable.last, kit.below(12) > 0 else { return await begin() }
        switch kit.below(12) {
        case 0: await delete(kit.pick(usable))
        case 1, 2: await check(kit.pick(usable))
        case 3, 4: await promptAndAnswer(in: index)
        default: await add(to: index)
        }
    }

    private static func entry(_ token: String) -> JSON {
        ["user_prompt": .string(token), "bot_response": .string("Answer to \(token)"), "sources": []]
    }

    private func begin() async {
        let token = kit.token()
        let id = "session-\(token)"
        let arguments: JSONObject = [
            "session_id": .string(id), "title": .string("Title \(token)"), "new_chat_entry": Self.entry(token),
            "idempotency_key": .string("key-\(token)"),
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await call("add_new_session_with_first_message", arguments)
        }
        kit.unexpected(outcome, "begin \(id)")
        sessions.append(
            Session(
                id: id, fate: outcome.fate, messages: [Write(token: token, fate: outcome.fate)],
                isLeftAlone: outcome.fate == .unknown))
    }

    private func add(to index: Int) async {
        let token = kit.token()
        let session = sessions[index].id
        var arguments: JSONObject = ["session_id": .string(session), "new_chat_entry": Self.entry(token)]
        arguments[kit.below(2) == 0 ? "message_id" : "idempotency_key"] = .string("message-\(token)")
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await call("add_message_to_existing_session", arguments)
        }
        kit.unexpected(outcome, "add \(token) to \(session)")
        sessions[index].messages.append(Write(token: token, fate: outcome.fate))
    }

    private func promptAndAnswer(in index: Int) async {
        let token = kit.token()
        let session = sessions[index].id
        let id = "message-\(token)"
        let prompt: JSONObject = [
            "session_id": .string(session), "new_chat_entry": .string(token), "message_id": .string(id),
        ]
        let prompted = await kit.front.persist { await call("update_session", prompt) }
        kit.unexpected(prompted, "prompt \(token) in \(session)")
        sessions[index].messages.append(Write(token: token, fate: prompted.fate))
        guard prompted.fate == .acknowledged else { return }
        let answer: JSONObject = [
            "session_id": .string(session), "new_chat_entry": Self.entry(token), "message_id": .string(id),
        ]
        let answered = await kit.front.persist(patience: kit.patience()) {
            await call("add_message_to_existing_session", answer)
        }
        kit.unexpected(answered, "answer \(token) in \(session)")
    }

    private func delete(_ index: Int) async {
        let session = sessions[index].id
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await call("delete_session", ["session_id": .string(session)])
        }
        kit.unexpected(outcome, "delete \(session)")
        sessions[index].deletion = outcome.fate
        sessions[index].isLeftAlone = true
    }

    /// Right after the writes.
    private func check(_ index: Int) async {
        let session = sessions[index]
        guard let history = await history(of: session.id) else { return }
        kit.findings.expectShown(session.messages, in: history, of: session.id)
    }

    /// The prompts; empty where there is no session.
    private func history(of session: String) async -> [String]? {
        let answer = await kit.front.read { await call("get_session", ["session_id": .string(session)]) }
        guard let answer, answer.status == 200 else { return nil }
        return answer.json["chat_history"]?.array?.compactMap { $0["user"]?.string } ?? []
    }

    // MARK: - In the end

    func verify(_ stored: StoredItems, _ findings: Findings) async {
        for session in sessions {
            let prompts = (stored.chatMessages[session.id] ?? []).compactMap { $0["user_prompt"]?.string }
            let counts = Dictionary(grouping: prompts) { $0 }.mapValues(\.count)
            let shown = await history(of: session.id)
            findings.expect(.reads, shown != nil, "\(session.id) cannot be read")
            guard session.deletion == nil else {
                for message in session.messages {
                    findings.expect(.unknown, count: counts[message.token, default: 0], "\(message.token)")
                }
                guard session.deletion == .acknowledged else { continue }
                findings.expect(.known, prompts.isEmpty, "\(session.id) was deleted and has \(prompts)")
                findings.expect(.reads, shown == [], "\(session.id) was deleted and shows \(shown ?? [])")
                continue
            }
            for message in session.messages {
                findings.expect(
                    message.fate, count: counts[message.token, default: 0], "\(message.token) of \(session.id)")
            }
            let unknown = Set(prompts).subtracting(session.messages.map(\.token))
            findings.expect(.known, unknown.isEmpty, "\(session.id) has \(unknown)")
            findings.expect(
                .reads, shown?.sorted() == prompts.sorted(), "\(session.id) shows \(shown ?? []), not \(prompts)")
            let count = stored.chatSessions[session.id]?["message_count"]?.int ?? 0
            findings.expectCount(count, messages: prompts.count, of: session.id)
            findings.expectOrder(session.messages, in: shown ?? [], of: session.id)
        }
    }
}
