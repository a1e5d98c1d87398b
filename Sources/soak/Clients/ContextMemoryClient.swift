import AWSServices
import Redis
import WireFormats

/// A user of system 003: begins sessions, adds messages, asks questions, and clears.
actor ContextMemoryClient: SoakClient {
    private struct Session {
        var id: String
        var messages: [Write] = []
        var isCleared: Fate?
        var isLeftAlone = false
    }

    private var kit: ClientKit
    /// With ids of the user's own, and questions; otherwise directly, with plain ids.
    private let isOverHTTP: Bool
    /// Where the sessions are; the table where there is none.
    private let redis: RedisClient?
    private var sessions: [Session] = []

    init(_ kit: ClientKit, isOverHTTP: Bool, redis: RedisClient?) {
        self.kit = kit
        self.isOverHTTP = isOverHTTP
        self.redis = redis
    }

    private func call(_ operation: String, _ arguments: JSONObject) async -> Reply {
        var event = arguments
        event["operation"] = .string("memory." + operation)
        return isOverHTTP
            ? await kit.front.request("POST", "/user-session", .object(event)) : await kit.front.invoke(.object(event))
    }

    func step() async {
        let usable = sessions.indices.filter { !sessions[$0].isLeftAlone && sessions[$0].messages.count < 60 }
        guard let index = usable.last, kit.below(20) > 0 else { return await begin() }
        switch kit.below(20) {
        case 0: await clear(kit.pick(usable))
        case 1, 2, 3: await check(kit.pick(usable))
        case 4...6 where isOverHTTP: await ask(index)
        default: await add(to: index)
        }
    }

    private func begin() async {
        let id = "memory-\(kit.token())"
        let outcome = await kit.front.persist { await call("create_session", ["session_id": .string(id)]) }
        kit.unexpected(outcome, "create \(id)")
        sessions.append(Session(id: id, isLeftAlone: outcome.fate == .unknown))
    }

    private func add(to index: Int) async {
        let token = kit.token()
        let session = sessions[index].id
        let arguments: JSONObject = [
            "session_id": .string(session), "role": .string(kit.pick(["user", "assistant"])), "text": .string(token),
            "message_id": .string("message-\(token)"),
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) { await call("add_message", arguments) }
        kit.unexpected(outcome, "add \(token) to \(session)")
        if case .acknowledged(let answer) = outcome {
            kit.findings.expect(.there, answer.json == true, "\(session) has gone: \(answer.text) to \(token)")
        }
        sessions[index].messages.append(Write(token: token, fate: outcome.fate))
    }

    /// A question and its answer: two messages.
    private func ask(_ index: Int) async {
        let token = kit.token()
        let session = sessions[index].id
        let body: JSON = [
            "session_id": .string(session), "query": .string("Tell \(token)"),
            "message_id": .string("question-\(token)"),
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("POST", "/query", body)
        }
        kit.unexpected(outcome, "ask \(token) in \(session)")
        sessions[index].messages.append(Write(token: "Tell \(token)", fate: outcome.fate))
        if case .acknowledged(let answer) = outcome {
            sessions[index].messages.append(
                Write(token: answer.json["response"]?.string ?? "no response", fate: .acknowledged))
        } else {
            // The answer's text cannot be known.
            sessions[index].isLeftAlone = true
        }
    }

    private func clear(_ index: Int) async {
        let session = sessions[index].id
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await call("clear_session", ["session_id": .string(session)])
        }
        kit.unexpected(outcome, "clear \(session)")
        sessions[index].isCleared = outcome.fate
        sessions[index].isLeftAlone = true
    }

    private func check(_ index: Int) async {
        let session = sessions[index]
        guard let texts = await messages(of: session.id)?.compactMap({ $0["text"]?.string }) else { return }
        kit.findings.expectShown(session.messages, in: texts, of: session.id)
    }

    /// Empty where there is no session.
    private func messages(of session: String) async -> [JSON]? {
        let answer = await kit.front.read {
            await call("get_session", ["session_id": .string(session), "max_messages": 1000])
        }
        guard let answer, answer.status == 200 else { return nil }
        return answer.json["messages"]?.array ?? []
    }

    // MARK: - In the end

    func verify(_ stored: StoredItems, _ findings: Findings) async {
        for session in sessions {
            let shown = await messages(of: session.id)
            findings.expect(.reads, shown != nil, "\(session.id) cannot be read")
            let texts = (shown ?? []).compactMap { $0["text"]?.string }
            if session.isCleared == .acknowledged {
                findings.expect(.known, texts.isEmpty, "\(session.id) was cleared and shows \(texts)")
                continue
            }
            for message in session.messages {
                findings.expect(
                    session.isCleared == nil ? message.fate : .unknown, count: texts.count { $0 == message.token },
                    "\(message.token) of \(session.id)")
            }
            guard session.isCleared == nil else { continue }
            let numbers = (shown ?? []).compactMap { $0["number"]?.int }
            findings.expect(
                .counters, numbers == Array(1..<(numbers.count + 1)) && numbers.count == texts.count,
                "\(session.id) has the numbers \(numbers)")
            findings.expectOrder(session.messages, in: texts, of: session.id)
            let count = await storedCount(session.id, stored)
            findings.expect(
                .reads, count == texts.count, "\(session.id) shows \(texts.count) messages and has \(count)")
        }
    }

    /// How many messages lie in the store itself.
    private func storedCount(_ session: String, _ stored: StoredItems) async -> Int {
        let id = isOverHTTP ? "user/\(kit.front.user)/\(session)" : session
        guard let redis else { return stored.conversation("memory#session#\(id)", "message#").count }
        let command = RedisCommand("LLEN", "{session:\(id)}:messages", isIdempotent: true)
        guard case .integer(let count) = try? await redis.send(command) else { return -1 }
        return Int(count)
    }
}
