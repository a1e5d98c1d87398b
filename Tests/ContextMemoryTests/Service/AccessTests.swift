import ContextMemory
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@Suite("Whose sessions")
struct AccessTests {
    private static let operations: [(String, JSONObject)] = [
        ("get_session", [:]), ("add_message", ["role": "user", "text": "mine"]), ("get_recent_messages", [:]),
        ("get_conversation_context", [:]), ("update_summary", ["summary": "mine"]), ("get_summary", [:]),
        ("summarize", [:]), ("clear_session", [:]), ("create_session", [:]),
    ]

    @Test("nobody can reach another's session, nor tell that it exists", arguments: operations)
    func isolation(name: String, arguments: JSONObject) async throws {
        let room = try MemoryRoom()
        var arguments = arguments
        arguments["session_id"] = "s"
        let nobody = await room.ask(name, arguments, as: .bob)
        _ = await room.ask("clear_session", ["session_id": "s"], as: .bob)
        for caller in [Caller.alice, .direct] {
            _ = await room.ask("create_session", ["session_id": "s"], as: caller)
            _ = await room.ask("add_message", ["session_id": "s", "role": "user", "text": "secret"], as: caller)
        }
        arguments["user_id"] = "alice"
        #expect(await room.ask(name, arguments, as: .bob) == nobody)
        for caller in [Caller.alice, .direct] {
            #expect(
                await room.ask("get_conversation_context", ["session_id": "s"], as: caller).body
                    == "Conversation so far:\nuser: secret")
        }
    }

    @Test("a direct caller is whoever it names; without a name it has the original's ids")
    func direct() async throws {
        let room = try MemoryRoom()
        _ = await room.ask("create_session", ["session_id": "s", "user_id": "alice"])
        #expect(await room.ask("create_session", ["session_id": "s"], as: .alice).body == false)
        #expect(await room.ask("get_session", ["session_id": "s"]).body == nil)
    }

    @Test("in open mode anonymous callers share the original's ids; in required mode they are nobody")
    func anonymous() async throws {
        let open = try MemoryRoom(mode: .open)
        _ = await open.ask("create_session", ["session_id": "s"])
        #expect(
            await open.ask("create_session", ["session_id": "s", "user_id": "alice"], as: .anonymous).body == false)
        #expect(
            await open.ask("get_session", ["session_id": "user/alice/s"], as: .anonymous)
                == Answer(400, ["detail": "session_id must not begin with user/", "field": "session_id"]))
        let required = try MemoryRoom()
        for (name, _) in Self.operations {
            #expect(
                await required.ask(name, ["session_id": "s"], as: .anonymous)
                    == Answer(401, ["detail": "Please sign in"]))
        }
        for path in ["/session", "/query"] {
            #expect(
                try await required.ask("POST", path, ["session_id": "s"], as: .anonymous)
                    == Answer(401, ["detail": "Please sign in"]))
        }
    }

    @Test("over HTTP an operation is its caller's, whoever the body names")
    func http() async throws {
        let room = try MemoryRoom()
        let answer = try await room.ask(
            "POST", "/user-session", ["operation": "memory.create_session", "session_id": "s", "user_id": "bob"],
            as: .alice)
        #expect(answer == Answer(200, true))
        #expect(await room.ask("clear_session", ["session_id": "s"], as: .bob).body == false)
        #expect(await room.ask("clear_session", ["session_id": "s"], as: .alice).body == true)
    }
}
