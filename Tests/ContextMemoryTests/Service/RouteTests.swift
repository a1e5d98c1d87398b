import ContextMemory
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@Suite("Routes of context memory")
struct RouteTests {
    @Test("POST /session makes a session, under a given id or a new one")
    func session() async throws {
        let room = try MemoryRoom()
        let s: JSON = ["session_id": "s"]
        #expect(try await room.ask("POST", "/session", s) == Answer(200, ["session_id": "s", "created": true]))
        #expect(try await room.ask("POST", "/session", s) == Answer(200, ["session_id": "s", "created": false]))
        for body: JSON? in [nil, [:], ["session_id": nil]] {
            let answer = try await room.ask("POST", "/session", body)
            #expect(answer.status == 200 && answer.body["created"] == true)
            #expect(answer.body["session_id"]?.string?.utf8.count == 36)
        }
    }

    @Test("POST /query answers with what it rests on, and keeps both")
    func query() async throws {
        let room = try MemoryRoom { _ in ModelAnswer(text: "At 8 [2], see also [1].") }
        let passages: JSON = [["text": "Signs"], ["text": "Open at 8", "source": "hours.md"]]
        #expect(
            try await room.ask(
                "POST", "/query", ["session_id": "s", "query": "When?", "passages": passages, "message_id": "q"])
                == Answer(
                    200,
                    [
                        "session_id": "s", "response": "At 8 [2], see also [1].",
                        "citations": [
                            ["number": 2, "text": "Open at 8", "source": "hours.md"],
                            ["number": 1, "text": "Signs", "source": nil],
                        ],
                    ]))
        #expect(
            await room.ask("get_conversation_context", ["session_id": "s"], as: .alice).body
                == "Conversation so far:\nuser: When?\nassistant: At 8 [2], see also [1].")
    }

    @Test("the same message_id, or the same Idempotency-Key, is the same question")
    func repeats() async throws {
        let room = try MemoryRoom()
        let byHeader: HTTPHeaders = ["Idempotency-Key": "q"]
        let body: JSONObject = ["session_id": "s", "query": "When?"]
        let first = try await room.ask("POST", "/query", .object(body), headers: byHeader)
        #expect(try await room.ask("POST", "/query", .object(body), headers: byHeader) == first)
        let byMember = JSON.object(JSONObject(Array(body) + [("message_id", "q")]))
        #expect(try await room.ask("POST", "/query", byMember) == first)
        #expect(room.model.requests.count == 1)
        #expect(
            try await room.ask("POST", "/query", ["session_id": "s", "query": "Why?", "message_id": "q"])
                == Answer(409, ["detail": "message_id belongs to another question"]))
    }

    @Test("an Idempotency-Key that is wrong is blamed under its own name, and message_id under its own")
    func blame() async throws {
        let room = try MemoryRoom()
        let long = String(repeating: "k", count: 257)
        let body: JSON = ["session_id": "s", "query": "When?"]
        #expect(
            try await room.ask("POST", "/query", body, headers: ["Idempotency-Key": long])
                == Answer(
                    400,
                    [
                        "detail": "Idempotency-Key must be at most 256 bytes long",
                        "field": "header.Idempotency-Key",
                    ]))
        #expect(
            try await room.ask("POST", "/query", ["session_id": "s", "query": "When?", "message_id": .string(long)])
                == Answer(
                    400, ["detail": "message_id must be 1 to 256 bytes long", "field": "message_id"]))
        #expect(room.model.requests.isEmpty)
        let key: HTTPHeaders = ["Idempotency-Key": String(repeating: "k", count: 256)]
        #expect(try await room.ask("POST", "/query", body, headers: key).status == 200)
        #expect(
            try await room.ask("POST", "/query", ["session_id": "s", "query": "Why?"], headers: key)
                == Answer(409, ["detail": "Idempotency-Key belongs to another question"]))
    }

    @Test("a model that fails is said in the original's words, and none at all otherwise")
    func failures() async throws {
        let failing = try MemoryRoom { _ throws(ModelError) in throw ModelError(.timedOut, "secret") }
        let body: JSON = ["session_id": "s", "query": "When?"]
        #expect(
            try await failing.ask("POST", "/query", body)
                == Answer(500, ["detail": "Error processing query: the model took too long"]))
        #expect(
            try await MemoryRoom(hasModel: false).ask("POST", "/query", body)
                == Answer(503, ["detail": "No model is set up: MODEL_ID is not set"]))
    }

    private static let many = JSON.array(Array(repeating: ["text": "x"], count: 51))
    private static let large = JSON.array(
        Array(repeating: ["text": .string(String(repeating: "x", count: 100_000))], count: 3))

    @Test(
        "bad input is a 400 that names the field, and nothing is stored",
        arguments: [
            ("/session", ["session_id": 5], "session_id", "session_id must be a string, not a number"),
            ("/session", ["session_id": ""], "session_id", "session_id must be 1 to 256 bytes long"),
            ("/query", ["query": "x"], "session_id", "session_id is required"),
            ("/query", ["session_id": "s"], "query", "query is required"),
            (
                "/query", ["session_id": "s", "query": " "], "query",
                "query must have something in it, and at most 262144 bytes"
            ),
            (
                "/query", ["session_id": "s", "query": "x", "passages": "y"], "passages",
                "passages must be an array, not a string"
            ),
            (
                "/query", ["session_id": "s", "query": "x", "passages": [["source": "y"]]], "passages.0.text",
                "passages.0.text is required"
            ),
            (
                "/query", ["session_id": "s", "query": "x", "passages": many], "passages",
                "passages must have at most 50 elements"
            ),
            (
                "/query", ["session_id": "s", "query": "x", "passages": large], "passages",
                "passages must be at most 262144 bytes long together"
            ),
            (
                "/query", ["session_id": "s", "query": "x", "message_id": ""], "message_id",
                "message_id must be 1 to 256 bytes long"
            ),
        ] as [(String, JSON, String, String)])
    func refused(path: String, body: JSON, field: String, detail: String) async throws {
        let room = try MemoryRoom()
        #expect(
            try await room.ask("POST", path, body)
                == Answer(400, ["detail": .string(detail), "field": .string(field)]))
        #expect(await room.ask("get_session", ["session_id": "s"], as: .alice).body == nil)
        #expect(room.model.requests == [])
    }

    @Test("a body that is no JSON object is refused in words")
    func noObject() async throws {
        let room = try MemoryRoom()
        #expect(
            Answer(try await room.send("POST", "/query", raw: Array("[".utf8))).status == 400)
        #expect(
            Answer(try await room.send("POST", "/session", raw: Array("[]".utf8)))
                == Answer(400, ["detail": "The body must be a JSON object, not an array"]))
    }

    @Test("where it is off, every route and operation says so")
    func off() async throws {
        let failure = Failure(.unavailable, "off")
        let log = CollectedLog()
        let routes = ContextMemory.routes(refusing: failure)
        #expect(routes.map(\.path) == (try MemoryRoom()).service.routes.map(\.path))
        let router = try Router(routes, cors: CORS(allowedOrigins: .none), log: log.logger)
        for route in routes {
            let response = await router.respond(to: Request(method: route.method, path: route.path, caller: .direct))
            #expect(Answer(response) == Answer(503, ["detail": "off"]))
        }
        let table = OperationTable([ContextMemory.operations(refusing: failure)], log: log.logger)
        let response = await table.respond(to: Operation(name: "memory.get_session", arguments: [:], caller: .direct))
        #expect(Answer(response) == Answer(503, ["detail": "off"]))
    }

    @Test("the sweep removes what was cleared")
    func sweep() async throws {
        let room = try MemoryRoom()
        try await room.talk("Hi")
        _ = try await room.memory.clear("s")
        let sweep = try #require(room.service.actions[ScheduledAction.sweep])
        #expect(try await sweep([:]) == ["removed_context_sessions": 1])
        #expect(try await sweep([:]) == ["removed_context_sessions": 0])
    }
}
