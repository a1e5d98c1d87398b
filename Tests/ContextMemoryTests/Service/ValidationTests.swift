import ContextMemory
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@Suite("Bad input of context memory")
struct ValidationTests {
    private static let long = JSON.string(String(repeating: "x", count: 300))
    private static let megabyte = JSON.string(String(repeating: "x", count: 1_048_576))
    private static let count = "max_messages must be an integer from 1 to 1000"

    private static let cases: [(name: String, arguments: JSONObject, field: String, detail: String)] = [
        (
            "add_message", ["session_id": "s", "role": "narrator", "text": "x"], "role",
            "role must be one of user, assistant, system, tool"
        ),
        ("add_message", ["session_id": "s", "text": "x"], "role", "role is required"),
        ("add_message", ["session_id": "s", "role": "", "text": "x"], "role", "role must not be empty"),
        ("add_message", ["session_id": "s", "role": "user"], "text", "text is required"),
        ("add_message", ["session_id": "s", "role": "user", "text": 5], "text", "text must be a string, not a number"),
        (
            "add_message", ["session_id": "s", "role": "user", "text": megabyte], "text",
            "text must be at most 262144 bytes long"
        ),
        (
            "add_message", ["session_id": "s", "role": "user", "text": "x", "message_id": ""], "message_id",
            "message_id must be 1 to 256 bytes long"
        ),
        (
            "add_message", ["session_id": "s", "role": "user", "text": "x", "message_id": long], "message_id",
            "message_id must be 1 to 256 bytes long"
        ),
        ("get_recent_messages", ["session_id": "s", "max_messages": 0], "max_messages", count),
        ("get_recent_messages", ["session_id": "s", "max_messages": -1], "max_messages", count),
        ("get_recent_messages", ["session_id": "s", "max_messages": 1001], "max_messages", count),
        ("get_recent_messages", ["session_id": "s", "max_messages": 1e300], "max_messages", count),
        ("get_recent_messages", ["session_id": "s", "max_messages": "5"], "max_messages", count),
        ("get_conversation_context", ["session_id": "s", "max_messages": 0], "max_messages", count),
        ("get_session", ["session_id": "s", "max_messages": 0], "max_messages", count),
        (
            "get_conversation_context", ["session_id": "s", "token_budget": 0], "token_budget",
            "token_budget must be an integer from 1 to 1000000"
        ),
        (
            "get_conversation_context", ["session_id": "s", "format": "xml"], "format",
            "format must be text or messages"
        ),
        (
            "get_conversation_context", ["session_id": "s", "include_summary": 1], "include_summary",
            "include_summary must be true or false, not a number"
        ),
        ("update_summary", ["session_id": "s"], "summary", "summary is required"),
        (
            "update_summary", ["session_id": "s", "summary": megabyte], "summary",
            "summary must be at most 65536 bytes long"
        ),
        (
            "update_summary", ["session_id": "s", "summary": "x", "through": -1], "through",
            "through must be an integer from 0 to 1000000000"
        ),
        (
            "summarize", ["session_id": "s", "fallback": "yes"], "fallback",
            "fallback must be true or false, not a string"
        ),
        ("get_summary", ["session_id": "s", "user_id": ""], "user_id", "user_id must be 1 to 512 bytes long"),
        ("get_summary", ["session_id": "s", "user_id": 7], "user_id", "user_id must be a string, not a number"),
        ("get_summary", ["session_id": "user/ann/s"], "session_id", "session_id must not begin with user/"),
    ]

    @Test("is a 400 that names the field, and nothing is written", arguments: cases)
    func refused(name: String, arguments: JSONObject, field: String, detail: String) async throws {
        let room = try MemoryRoom()
        try await room.talk("Hi")
        let before = try await room.memory.session("s")
        #expect(
            await room.ask(name, arguments) == Answer(400, ["detail": .string(detail), "field": .string(field)]))
        #expect(try await room.memory.session("s") == before)
    }

    @Test("an id is needed everywhere but where one can be made up, and has its bounds")
    func ids() async throws {
        let room = try MemoryRoom()
        for name in room.service.operations.handlers.keys.map({ String($0.dropFirst("memory.".count)) }) {
            let arguments: JSONObject = ["role": "user", "text": "x", "summary": "x"]
            if name != "create_session" {
                #expect(
                    await room.ask(name, arguments)
                        == Answer(400, ["detail": "session_id is required", "field": "session_id"]), "\(name)")
            }
            for id: JSON in ["", Self.long] {
                var arguments = arguments
                arguments["session_id"] = id
                #expect(
                    await room.ask(name, arguments)
                        == Answer(
                            400, ["detail": "session_id must be 1 to 256 bytes long", "field": "session_id"]),
                    "\(name)")
            }
        }
    }

    @Test("ids and texts of the greatest length, and of any characters, are taken")
    func bounds() async throws {
        let room = try MemoryRoom()
        let owner = try room.memory.scoped(to: String(repeating: "/", count: 512))
        for id in [String(repeating: "é", count: 128), "a b/c%\u{0}\n\u{1F600}", "."] {
            #expect(try await owner.create(id))
            let text = String(repeating: "x", count: ContextLimits.maximumTextBytes)
            #expect(
                try await owner.add(text, as: .user, to: id, messageID: String(repeating: "/", count: 256))
                    == .appended(number: 1))
            #expect(try await owner.updateSummary(String(repeating: "é", count: 32_768), of: id) == .updated)
            #expect(try await owner.recent(id).map(\.text.utf8.count) == [262_144])
        }
        #expect(try await room.memory.create("s"))
        #expect(try await room.memory.add("", as: .user, to: "s") == .appended(number: 1))
    }

    @Test("Swift callers are refused the same")
    func swift() async throws {
        let memory = try MemoryRoom().memory
        let context = await #expect(throws: Failure.self) {
            try await memory.context(of: "s", ContextOptions(maximumMessages: 0))
        }
        #expect(context == Failure(.invalid(field: "max_messages"), Self.count))
        let recent = await #expect(throws: Failure.self) { try await memory.recent("s", count: 1001) }
        #expect(recent == context)
        let through = await #expect(throws: Failure.self) { try await memory.updateSummary("", through: -1, of: "s") }
        #expect(through?.kind == .invalid(field: "through"))
    }
}
