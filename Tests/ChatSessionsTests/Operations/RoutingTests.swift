import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import ChatSessions

@Suite("/user-session")
struct RoutingTests {
    @Test("takes an operation from the body, with any of the original's methods", arguments: ["POST", "GET", "DELETE"])
    func methods(method: String) async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answer = try await chat.send(
            method, "/user-session", ["operation": "list_sessions_by_user_id", "user_id": "alice"])
        #expect(answer.body.array?.count == 1)
    }

    private static let unknownOperations: [(JSON, String)] = [
        (["operation": "drop_tables"], "Invalid operation: drop_tables"),
        (["operation": "memory.add_message"], "Invalid operation: memory.add_message"),
        (["operation": 5], "Invalid operation: 5"), (["operation": nil], "Invalid operation: None"),
        ([:], "Invalid operation: None"),
    ]

    @Test("names an operation that does not exist, and a missing one as the original did", arguments: unknownOperations)
    func unknown(body: JSON, message: String) async throws {
        #expect(try await Chat().send("POST", "/user-session", body) == Answer(400, .string(message)))
    }

    @Test("a body that is no JSON object is refused in words")
    func noObject() async throws {
        let chat = try Chat()
        #expect(
            try await chat.send("POST", "/user-session")
                == Answer(400, "The body must be a JSON object, but it is empty"))
        #expect(
            try await chat.send("POST", "/user-session", "text")
                == Answer(400, "The body must be a JSON object, not a string"))
    }

    @Test("a very long name of an operation is cut in the answer")
    func longName() throws {
        #expect(try Chat().service.operations.unknown(String(repeating: "x", count: 5000)).message.count == 119)
    }
}
