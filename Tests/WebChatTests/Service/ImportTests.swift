import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Import")
struct ImportTests {
    private static func message(_ sender: String, _ content: String, _ id: String, minute: Int = 0) -> JSON {
        [
            "message_id": .string(id), "sender": .string(sender), "content": .string(content),
            "timestamp": .string("2020-01-01T10:0\(minute):00Z"), "status": "complete",
        ]
    }

    private static let messages: [JSON] = [
        message("Human", "My name is Zoë", "p-1"), message("AI", "Hello, Zoë!", "a-1", minute: 1),
        message("Human", "And yours?", "p-2", minute: 2),
    ]

    private static func chat(_ changes: JSONObject = [:], id: String = "s") -> JSON {
        let chat: JSON = [
            "session_id": .string(id), "chat_name": "Names", "created_at": "2020-01-01T10:00:00Z",
            "last_activity": "2020-01-01T12:02:00+02:00", "pinned": true, "archived": false,
            "messages": .array(messages),
        ]
        return changes.reduce(chat) { changed($0, $1.key, $1.value) }
    }

    private static func changed(_ json: JSON, _ name: String, _ value: JSON) -> JSON {
        var object = json.object ?? [:]
        object[name] = value
        return .object(object)
    }

    private static func file(_ chats: JSON...) -> JSON { ["version": 1, "sessions": .array(chats)] }

    private func load(_ file: JSON, into room: ChatRoom, as caller: Caller = .alice) async throws -> Answer {
        try await room.ask("POST", "/api/import", file, as: caller)
    }

    private static func result(_ status: String, _ id: String = "s") -> JSON {
        ["session_id": .string(id), "imported_as": .string(id), "status": .string(status)]
    }

    @Test("a chat is there as it was, with its times, and the same file again changes nothing", arguments: ["", "/"])
    func twice(slash: String) async throws {
        let room = try ChatRoom()
        #expect(
            try await room.ask("POST", "/api/import" + slash, Self.file(Self.chat()))
                == Answer(200, ["imported": 1, "skipped": 0, "results": [Self.result("imported")]]))
        #expect(
            try await room.names() == [
                [
                    "session_id": "s", "chat_name": "Names", "created_at": "2020-01-01T10:00:00.000000Z",
                    "last_activity": "2020-01-01T10:02:00.000000Z", "message_count": 3, "pinned": true,
                    "archived": false,
                ]
            ])
        let lines = ["Human: My name is Zoë", "AI: Hello, Zoë!", "Human: And yours?"]
        #expect(try await room.history("s") == lines)
        #expect(try await room.totals() == [3, 1])
        let before = try await room.items()
        #expect(
            try await load(Self.file(Self.chat(), Self.chat()), into: room)
                == Answer(
                    200, ["imported": 0, "skipped": 2, "results": [Self.result("skipped"), Self.result("skipped")]]))
        #expect(try await room.items() == before)
        #expect(before.filter { $0["folded_text"] == "my name is zoe" }.count == 1)
        #expect(before.contains { $0["sk"]?.string?.hasPrefix("DAY#") == true } == false)
    }

    @Test("the conversation goes on: the model sees what was said, and what was left open is answered")
    func continuation() async throws {
        let room = try ChatRoom()
        _ = try await load(Self.file(Self.chat()), into: room)
        try await room.say("And yours?", in: "s", id: "p-2")
        #expect(
            room.model.requests.last?.messages == [
                .user("My name is Zoë"), .assistant("Hello, Zoë!"), .user("And yours?"),
            ])
        try await room.say("Bye", in: "s")
        #expect(
            try await room.history("s") == [
                "Human: My name is Zoë", "AI: Hello, Zoë!", "Human: And yours?", "AI: Answer to 3.", "Human: Bye",
                "AI: Answer to 5.",
            ])
        #expect(
            try await room.ask("POST", "/api/generate", ["prompt": "Other", "session_id": "s", "message_id": "p-1"])
                .status == 422)
    }

    @Test("the order of the file counts, also against its times, and what is said next comes behind it")
    func order() async throws {
        let room = try ChatRoom()
        let late = Self.changed(Self.message("Human", "First", "1"), "timestamp", "2026-11-21T20:00:00Z")
        let messages = [
            late, Self.message("AI", "Alone", "2"), Self.message("AI", "Again", "3"),
            Self.message("Human", "Last", "4"),
        ]
        let chat = Self.chat(["messages": .array(messages)])
        #expect(try await load(Self.file(chat), into: room).status == 200)
        try await room.say("New", in: "s")
        #expect(
            try await room.history("s") == [
                "Human: First", "AI: Alone", "AI: Again", "Human: Last", "Human: New", "AI: Answer to 3.",
            ])
        #expect(try await room.export()[0]["messages"]?[0]?["timestamp"] == "2026-11-21T20:00:00.000000Z")
    }

    @Test("a conversation that is too long for the model gets its summary")
    func summary() async throws {
        let room = try ChatRoom(options: WebChat.Options(contextTokenBudget: 10))
        _ = try await load(Self.file(Self.chat()), into: room)
        #expect(room.queued == [["action": "SUMMARIZE_CHAT", "owner": "alice", "session_id": "s"]])
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var file: JSON
        var place: JSON
        init(_ place: JSON..., file: JSON) { (self.file, self.place) = (file, .array(["body"] + place)) }
        var testDescription: String { place.text }

        /// With one member of the second chat changed.
        static func chat(_ name: String, _ value: JSON) -> Wrong {
            Wrong(
                "sessions", 1, .string(name),
                file: ImportTests.file(ImportTests.chat(), ImportTests.chat([name: value], id: "t")))
        }

        /// With one member of the last message changed.
        static func message(_ name: String, _ value: JSON) -> Wrong {
            var messages = ImportTests.messages
            messages[2] = ImportTests.changed(messages[2], name, value)
            return Wrong(
                "sessions", 0, "messages", 2, .string(name),
                file: ImportTests.file(ImportTests.chat(["messages": .array(messages)])))
        }
    }

    static let wrong: [Wrong] = [
        Wrong("version", file: ["sessions": []]), Wrong("version", file: ["version": 2, "sessions": []]),
        Wrong("sessions", file: ["version": 1]), Wrong("sessions", file: ["version": 1, "sessions": [:]]),
        Wrong("sessions", 0, file: ["version": 1, "sessions": ["s"]]),
        Wrong("sessions", file: ["version": 1, "sessions": .array((0...100).map { chat(id: "s\($0)") })]),
        .chat("session_id", "a b"), .chat("session_id", 1), .chat("session_id", ""), .chat("chat_name", nil),
        .chat("chat_name", " "), .chat("chat_name", .string(String(repeating: "x", count: 201))),
        .chat("created_at", "yesterday"), .chat("created_at", "2027-01-01"), .chat("last_activity", "2019-01-01"),
        .chat("last_activity", 5), .chat("pinned", "yes"), .chat("archived", 1), .chat("messages", nil),
        .message("message_id", ""), .message("message_id", "a-1"), .message("sender", "System"),
        .message("content", " \n"), .message("content", .string(String(repeating: "x", count: 100_001))),
        .message("timestamp", "2020-13-01"), .message("timestamp", nil), .message("status", "incomplete"),
        .message("status", "sent"),
    ]

    @Test("a wrong file is refused with the place of the mistake, and nothing of it is written", arguments: wrong)
    func refusal(wrong: Wrong) async throws {
        let room = try ChatRoom()
        let answer = try await load(wrong.file, into: room)
        #expect(answer.status == 422)
        #expect(answer.body["detail"]?[0]?["loc"] == wrong.place)
        #expect(try await room.items() == [])
    }

    @Test("a file with a byte order mark is taken as one without")
    func byteOrderMark() async throws {
        let room = try ChatRoom()
        let answer = try await room.load([0xEF, 0xBB, 0xBF] + Self.file(Self.chat()).serialized())
        #expect(answer.status == 200 && answer.body["imported"] == 1)
    }

    static let foreign: [(String, String)] = [
        (
            #"[{"title": "A", "create_time": 1.5, "mapping": {"x": {"id": "x", "message": null}}, "conversation_id": "c"}]"#,
            "ChatGPT"
        ),
        (#"[{"id": "c", "user_id": "u", "title": "A", "chat": {"title": "A", "messages": []}}]"#, "Open WebUI"),
        (
            #"{"conversationId": "c", "endpoint": "openAI", "title": "A", "recursive": true, "messages": []}"#,
            "LibreChat"
        ),
        (#"[{"uuid": "c", "name": "A", "chat_messages": []}]"#, "Claude"),
    ]

    @Test(
        "a file of another product is refused with its name, and with words on which files are taken",
        arguments: foreign)
    func products(file: String, product: String) async throws {
        let room = try ChatRoom()
        let answer = try await room.load(Array(file.utf8))
        #expect((400...422).contains(answer.status))
        #expect(answer.body.text.contains("this seems to be a file of \(product), and only files that GET /api/export"))
        #expect(try await room.items() == [])
    }

    @Test("other files are refused with words on which files are taken", arguments: ["[]", "{}", "[1]", "\"a\""])
    func others(file: String) async throws {
        let answer = try await ChatRoom().load(Array(file.utf8))
        #expect((400...422).contains(answer.status))
        #expect(answer.body.text.contains("only files that GET /api/export or GET /api/export/{id} gave are taken"))
    }

    @Test("a file in UTF-16 is refused by that name")
    func utf16() async throws {
        let answer = try await ChatRoom().load([0xFF, 0xFE] + Array("{}".utf16).flatMap { [UInt8($0 & 0xFF), 0] })
        #expect(answer.body.text.contains("must be a JSON object in UTF-8, but it seems to be in UTF-16"))
    }

    @Test("10,000 messages are taken at once, and not one more")
    func sizes() async throws {
        let room = try ChatRoom()
        func messages(_ count: Int) -> JSON { .array((0..<count).map { Self.message("AI", "x", "\($0)") }) }
        let tooMany = Self.file(
            Self.chat(["messages": messages(9_999)]), Self.chat(["messages": messages(2)], id: "t"))
        #expect(try await load(tooMany, into: room).body["detail"]?[0]?["loc"] == ["body", "sessions"])
        #expect(try await room.items() == [])
        #expect(try await load(Self.file(Self.chat(["messages": messages(10_000)])), into: room).body["imported"] == 1)
        #expect(try await room.totals() == [10_000, 1])
    }

    @Test("an import that is cut off anywhere shows no half chat, and a repeat completes it")
    func interruption() async throws {
        let file = Self.file(Self.chat(), Self.chat(id: "t"))
        let whole = try ChatRoom()
        _ = try await load(file, into: whole)
        let expected = try await whole.export()
        for call in 1...40 {
            let room = try ChatRoom()
            room.fail(call: (call + 1) / 2, call % 2 == 0 ? .before : .after)
            let isWhole = try await load(file, into: room).status == 200
            room.tables.reset()
            #expect(try await room.export().allSatisfy { expected.contains($0) })
            #expect(try await load(file, into: room).status == 200)
            #expect(try await room.export() == expected)
            #expect(try await room.totals() == [6, 2])
            room.clock.advance(.seconds(700))
            try await room.sweep()
            #expect(try await room.export() == expected)
            #expect(try await room.items().filter { $0["sk"]?.string?.hasPrefix("ID#") == true }.count == 4)
            #expect(try await room.items().filter { $0["sk"]?.string?.hasPrefix("PURGE#") == true } == [])
            if isWhole { return }
        }
        Issue.record("the import never came to its end")
    }

    @Test("what is left of one that nobody repeats cannot be restored, and is swept away")
    func leftovers() async throws {
        let room = try ChatRoom()
        room.fail(call: 3, .after)
        #expect(try await load(Self.file(Self.chat()), into: room).status == 503)
        room.tables.reset()
        #expect(try await room.items().contains { $0["content"] == "And yours?" })
        #expect(try await room.ask("POST", "/api/sessions/s/restore").status == 404)
        #expect(try await room.ask("DELETE", "/api/sessions/s").body["undo_until"] == nil)
        room.clock.advance(.seconds(700))
        try await room.sweep()
        #expect(try await room.items() == [])
    }

    @Test("a chat that was deleted comes back by its file, and stays when the deleted one is swept away")
    func afterDeletion() async throws {
        let room = try ChatRoom()
        _ = try await load(Self.file(Self.chat()), into: room)
        let expected = try await room.export()
        _ = try await room.ask("DELETE", "/api/sessions/s")
        #expect(try await load(Self.file(Self.chat()), into: room).body["imported"] == 1)
        #expect(try await room.export() == expected)
        room.clock.advance(.seconds(700))
        try await room.sweep()
        #expect(try await room.export() == expected)
        #expect(try await room.totals() == [3, 1])
        try await room.say("And yours?", in: "s", id: "p-2")
        #expect(try await room.history("s").count == 4)
    }
}

extension ChatRoom {
    /// Imports a file as it lies on a disk.
    fileprivate func load(_ file: [UInt8]) async throws -> Answer {
        do {
            return Answer(
                try await service.importSessions(
                    Request(method: "POST", path: "/api/import", body: file, caller: .alice)))
        } catch {
            return Answer(error.status, .string(error.message))
        }
    }
}
