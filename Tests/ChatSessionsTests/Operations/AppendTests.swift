import AWSServices
import Gateway
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import ChatSessions

@Suite("add_message_to_existing_session and update_session")
struct AppendTests {
    private static let operation = "add_message_to_existing_session"

    @Test("adds a message, counts it and moves the time of change")
    func append() async throws {
        let chat = try Chat()
        let first = try await chat.create("s1")
        chat.clock.advance(.seconds(60))
        let second = try await chat.append("s1")
        #expect(
            try await chat.session("s1") == [
                "pk_session_id": "s1", "user_id": "alice", "title": "Greetings",
                "created_at": "2026-11-21T08:00:00.000000Z", "updated_at": "2026-11-21T08:01:00.000000Z",
                "message_count": 2,
                "chat_history": [
                    [
                        "user": "Hello?", "chatbot": "Hi.", "metadata": "[]", "messageId": .string(first),
                        "userFeedback": [:],
                    ],
                    [
                        "user": "More?", "chatbot": "Yes.", "metadata": "[]", "messageId": .string(second),
                        "userFeedback": [:],
                    ],
                ],
            ])
    }

    @Test("an append to a session that does not exist stores nothing")
    func unknownSession() async throws {
        let chat = try Chat()
        let answer = try await chat.ask(Self.operation, ["session_id": "s1", "new_chat_entry": Chat.entry()])
        #expect(answer == Answer(404, "session_id names no session"))
        #expect(try await chat.everything().isEmpty)
    }

    @Test("a session that is deleted between being looked up and being appended to gets nothing")
    func deletedMeanwhile() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset { call async throws(TableError) in
            if call.name == "get", call.moment == .after {
                try await chat.tables.update(
                    "sessions", key: ["pk_session_id": "s1"],
                    Update(set: ["deleted_at": .start, "deleted_user_id": "alice"], remove: ["user_id"]))
            }
        }
        let answer = try await chat.ask(Self.operation, ["session_id": "s1", "new_chat_entry": Chat.entry()])
        #expect(answer == Answer(404, "session_id names no session"))
        #expect(try await chat.items("messages").count == 1)
    }

    @Test("a direct caller needs no user_id")
    func direct() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        try await chat.append("s1", as: .direct)
        #expect(try await chat.prompts("s1") == ["Hello?", "More?"])
    }

    @Test(
        "the same request delivered five times stores one message",
        arguments: [
            JSONObject([("message_id", JSON.string("MESSAGE-1-abc"))]),
            JSONObject([("idempotency_key", JSON.string("a key with spaces"))]),
        ])
    func replay(identity: JSONObject) async throws {
        let chat = try Chat()
        try await chat.create("s1")
        var answers: [Answer] = []
        for _ in 1...5 {
            var arguments = identity
            arguments["session_id"] = "s1"
            arguments["new_chat_entry"] = Chat.entry("Again", "Once")
            answers.append(try await chat.ask(Self.operation, arguments))
        }
        #expect(answers[0].status == 200)
        #expect(answers == [Answer](repeating: answers[0], count: 5))
        #expect(try await chat.session("s1")["message_count"] == 2)
        #expect(try await chat.prompts("s1") == ["Hello?", "Again"])
    }

    @Test("five deliveries at the same time store one message")
    func parallelReplay() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...5 {
                group.addTask {
                    try await chat.ask(
                        Self.operation,
                        ["session_id": "s1", "idempotency_key": "k", "new_chat_entry": Chat.entry("Again", "Once")])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(try await chat.session("s1")["message_count"] == 2)
    }

    @Test("the key counts from the header, from the member message_id of the entry, and for each session by itself")
    func keyPlaces() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        try await chat.create("s2")
        for session in ["s1", "s2"] {
            for _ in 1...2 {
                _ = try await chat.ask(
                    Self.operation, ["session_id": .string(session), "new_chat_entry": Chat.entry("Header", "")],
                    headers: ["idempotency-key": "k"])
                try await chat.append(
                    session, ["user_prompt": "Entry", "bot_response": "", "message_id": "MESSAGE-7"])
            }
        }
        #expect(try await chat.prompts("s1") == ["Hello?", "Header", "Entry"])
        #expect(try await chat.prompts("s2") == ["Hello?", "Header", "Entry"])
    }

    @Test("a key that comes again with another message is refused and stores nothing")
    func keyReuse() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        _ = try await chat.ask(
            Self.operation, ["session_id": "s1", "idempotency_key": "k", "new_chat_entry": Chat.entry("A", "B")])
        let before = try await chat.everything()
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "idempotency_key": "k", "new_chat_entry": Chat.entry("A", "C")])
        #expect(answer == Answer(409, "idempotency_key is already in use for another request"))
        #expect(try await chat.everything() == before)
    }

    @Test("what is blamed for an id that is taken is what was sent: the id, the key or the header")
    func blame() async throws {
        let chat = try Chat()
        func refused(_ operation: String, _ arguments: JSONObject, headers: HTTPHeaders = [:]) async throws -> JSON {
            _ = try await chat.ask(operation, arguments, headers: headers)
            var arguments = arguments
            arguments["new_chat_entry"] = operation == "update_session" ? "Other" : Chat.entry("Other", "Answer")
            let answer = try await chat.ask(operation, arguments, headers: headers)
            #expect(answer.status == 409)
            return answer.body
        }
        try await chat.create("s1")
        let header: HTTPHeaders = ["Idempotency-Key": "h"]
        let entry = Chat.entry("A", "B")
        let message = "message_id is already in use for another message"
        let byHeader: JSON = "Idempotency-Key is already in use for another request"
        #expect(
            try await refused(Self.operation, ["session_id": "s1", "message_id": "M", "new_chat_entry": entry])
                == .string(message))
        #expect(
            try await refused(Self.operation, ["session_id": "s1", "new_chat_entry": entry], headers: header)
                == byHeader)
        #expect(
            try await refused(
                "update_session", ["session_id": "s1", "new_chat_entry": "A"], headers: ["Idempotency-Key": "u"])
                == byHeader)
        let create = "add_new_session_with_first_message"
        #expect(try await refused(create, ["title": "T", "new_chat_entry": entry], headers: header) == byHeader)
        #expect(
            try await refused(create, ["title": "T", "idempotency_key": "b", "new_chat_entry": entry])
                == "idempotency_key is already in use for another request")
        #expect(
            try await refused(create, ["title": "T", "session_id": "s2", "new_chat_entry": entry], headers: header)
                == "session_id is already in use")
    }

    @Test("a generated id that happens to be taken is made anew")
    func idCollision() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let taken = "MESSAGE-\(chat.clock.now().seconds)-00000003"
        try await chat.append("s1", ["user_prompt": "Squatter", "bot_response": "", "message_id": .string(taken)])
        let ids = [try await chat.append("s1"), try await chat.append("s1")]
        #expect(!ids.contains(taken))
        #expect(try await chat.session("s1")["message_count"] == 4)
    }

    /// Not on moto, which loses writes of its own when transactions overlap.
    @Test("fifty writers with twenty messages each, over five connections, leave 1,000 messages and count them")
    func contention() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock()
        let chats = try (0..<5).map { number in
            let engine = try SQLiteTables(
                path: directory.path + "/chat.sqlite", schemas: Chat.schema.tables, clock: { clock.now() })
            return try Chat(engine: engine, clock: clock, seed: UInt64(number) << 24)
        }
        try await chats[0].create("s1", Chat.entry("0", ""))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<50 {
                group.addTask {
                    for turn in 0..<20 where writer + turn > 0 {
                        try await chats[writer % 5].append("s1", Chat.entry("\(writer)/\(turn)", ""))
                    }
                }
            }
            try await group.waitForAll()
        }
        let session = try await chats[1].session("s1")
        #expect(session["message_count"] == 1000)
        #expect(Set(try await chats[1].prompts("s1")).count == 1000)
    }

    @Test("conflicts with other writers are tried again, with pauses, until they pass")
    func conflicts() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset { call throws(TableError) in
            if call.name == "transact", call.moment == .before, call.number < 12 {
                throw TableError(.transactionCancelled([.conflict, nil]), "conflict")
            }
        }
        try await chat.append("s1")
        #expect(try await chat.session("s1")["message_count"] == 2)
    }

    @Test("costs two calls of the store")
    func cost() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset()
        try await chat.append("s1")
        #expect(tables.calls == 2)
    }

    @Test("a session's item stays small however long the conversation is")
    func boundedItem() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        for _ in 1...60 {
            chat.clock.advance(.seconds(20))
            try await chat.append("s1")
        }
        let row = try #require(try await chat.row("s1"))
        #expect(RecentMessages.times(in: row).count <= RecentMessages.keptSpans * RecentMessages.span / 20 + 1)
        #expect(try await chat.session("s1")["chat_history"]?.array?.count == 61)
    }

    // MARK: - update_session

    @Test("update_session stores a prompt that waits for its answer, visible in the history")
    func pending() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answer = try await chat.ask("update_session", ["session_id": "s1", "new_chat_entry": "And now?"])
        let id = try #require(answer.body["message_id"])
        #expect(answer == Answer(200, ["message_id": id]))
        let session = try await chat.session("s1")
        #expect(session["message_count"] == 2)
        #expect(
            session["chat_history"]?[1] == [
                "user": "And now?", "chatbot": "", "metadata": "[]", "messageId": id, "userFeedback": [:],
            ])
    }

    @Test("a message with the id of a pending prompt completes it, once")
    func completion() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        for _ in 1...2 {
            _ = try await chat.ask(
                "update_session", ["session_id": "s1", "message_id": "M-2", "new_chat_entry": "And now?"])
        }
        for _ in 1...2 {
            let answer = try await chat.ask(
                Self.operation,
                [
                    "session_id": "s1", "message_id": "M-2",
                    "new_chat_entry": [
                        "user_prompt": "And now?", "bot_response": "Then.", "sources": [["n": 1]],
                    ],
                ])
            #expect(answer == Answer(200, ["session_id": "s1", "message_id": "M-2"]))
        }
        let session = try await chat.session("s1")
        #expect(session["message_count"] == 2)
        #expect(
            session["chat_history"]?[1] == [
                "user": "And now?", "chatbot": "Then.", "metadata": #"[{"n":1}]"#, "messageId": "M-2",
                "userFeedback": [:],
            ])
    }

    @Test("a repeated update_session leaves an answer that has come meanwhile alone")
    func lateUpdate() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let update: JSONObject = ["session_id": "s1", "message_id": "M-2", "new_chat_entry": "And now?"]
        _ = try await chat.ask("update_session", update)
        try await chat.append(
            "s1", ["user_prompt": "And now?", "bot_response": "Then.", "message_id": "M-2"])
        #expect(try await chat.ask("update_session", update) == Answer(200, ["message_id": "M-2"]))
        #expect(try await chat.session("s1")["chat_history"]?[1]?["chatbot"] == "Then.")
    }

    @Test("another prompt does not complete a pending one")
    func otherPrompt() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        _ = try await chat.ask("update_session", ["session_id": "s1", "message_id": "M-2", "new_chat_entry": "A"])
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "message_id": "M-2", "new_chat_entry": Chat.entry("B", "C")])
        #expect(answer == Answer(409, "message_id is already in use for another message"))
    }

    @Test("update_session on a session that does not exist stores nothing")
    func updateUnknown() async throws {
        let chat = try Chat()
        let answer = try await chat.ask("update_session", ["session_id": "s1", "new_chat_entry": "And now?"])
        #expect(answer == Answer(404, "session_id names no session"))
        #expect(try await chat.everything().isEmpty)
    }

    @Test("update_session refuses a prompt over 350 KB and stores nothing")
    func updateTooLarge() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let before = try await chat.everything()
        let prompt = JSON.string(String(repeating: "x", count: 358_401))
        #expect(
            try await chat.ask("update_session", ["session_id": "s1", "new_chat_entry": prompt])
                == Answer(413, "new_chat_entry is too large: it may have 350 KB, and this one has 351 KB"))
        #expect(try await chat.everything() == before)
    }

    @Test("update_session takes only text")
    func updateWithObject() async throws {
        let chat = try Chat()
        let answer = try await chat.ask("update_session", ["session_id": "s1", "new_chat_entry": Chat.entry()])
        #expect(answer == Answer(400, "new_chat_entry must be a string, not an object"))
    }
}
