import Gateway
import Synchronization
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Asking the model")
struct GenerateTests {
    @Test("a prompt without a chat begins one, and the answer has the documented keys")
    func first() async throws {
        let room = try ChatRoom()
        let answer = try await room.ask("POST", "/api/generate/", ["prompt": "Hello there"])
        let session = try #require(answer.body["session_id"]?.string)
        let history = try await room.ask("POST", "/api/get_history", ["session_id": .string(session)])
        let stored = try #require(history.body["messages"]?.array)
        #expect(
            answer
                == Answer(
                    200,
                    [
                        "response": "Answer to 1.", "message_type": "conversation", "session_id": .string(session),
                        "timestamp": 1795248000.000001, "message_id": stored[0]["message_id"] ?? .null,
                        "answer_id": stored[1]["message_id"] ?? .null,
                    ]))
        #expect(
            try await room.names() == [
                [
                    "session_id": .string(session), "chat_name": "Hello there",
                    "created_at": "2026-11-21T08:00:00.000000Z", "last_activity": "2026-11-21T08:00:00.000001Z",
                    "message_count": 2, "pinned": false, "archived": false,
                ]
            ])
    }

    @Test("the model gets the system prompt, the last turns in order and the prompt")
    func request() async throws {
        let room = try ChatRoom(
            options: WebChat.Options(temperature: 0.5, maximumTokens: 99, systemPrompt: "Be brief."))
        let session = try await room.say("One")
        try await room.say("Two", in: session)
        #expect(
            room.model.requests.last
                == ModelRequest(
                    system: ["Be brief."],
                    messages: [.user("One"), .assistant("Answer to 1."), .user("Two")], maximumTokens: 99,
                    temperature: 0.5, timeLimit: .seconds(25)))
    }

    @Test(
        "max_history counts turns, at each request anew",
        arguments: [(nil, 10), (.null, 10), (2, 2), (0, 0), (-3, 0), (1000, 12), (99_999, 12)] as [(JSON?, Int)])
    func window(asked: JSON?, turns: Int) async throws {
        let room = try ChatRoom()
        for number in 1...12 { try await room.say("Prompt \(number)", in: "s") }
        var body: JSONObject = ["prompt": "Last", "session_id": "s"]
        body["max_history"] = asked
        #expect(try await room.ask("POST", "/api/generate", .object(body)).status == 200)
        let shown = try #require(room.model.requests.last).messages
        #expect(shown.count == 2 * turns + 1)
        #expect(shown.first == .user(turns == 0 ? "Last" : "Prompt \(13 - turns)"))
    }

    @Test("turns that have no answer, and turns beyond the token budget, are not shown")
    func budget() async throws {
        let failing = Mutex(false)
        let room = try ChatRoom(
            { _ throws(ModelError) in
                if failing.withLock({ $0 }) { throw ModelError(.unavailable, "down") }
                return ModelAnswer(text: "ok")
            }, options: WebChat.Options(contextTokenBudget: 240))
        for number in 1...3 { try await room.say("\(number)" + String(repeating: "x", count: 300), in: "s") }
        failing.withLock { $0 = true }
        #expect(try await room.ask("POST", "/api/generate", ["prompt": "lost", "session_id": "s"]).status == 500)
        failing.withLock { $0 = false }
        try await room.say("now", in: "s")
        let shown = try #require(room.model.requests.last).messages
        #expect(shown.map { String($0.text.prefix(3)) } == ["2xx", "ok", "3xx", "ok", "now"])
    }

    @Test("code is given by itself and taken out of the response, and the history keeps everything")
    func code() async throws {
        let text = "Here:\n```swift\nprint(1)\n```\nDone.\n```\nmore\n```"
        let room = try ChatRoom { _ in ModelAnswer(text: text) }
        let answer = try await room.ask("POST", "/api/generate/", ["prompt": "Code!", "session_id": "s"])
        #expect(answer.body["code"] == "print(1)")
        #expect(answer.body["response"] == "Here:\n\nDone.")
        #expect(try await room.history("s") == ["Human: Code!", "AI: \(text)"])
    }

    @Test(
        "an answer that time or tokens cut short says so", arguments: [ModelAnswer.StopReason.outOfTime, .tokenLimit])
    func incomplete(reason: ModelAnswer.StopReason) async throws {
        let room = try ChatRoom { _ in ModelAnswer(text: "Once upon", stopReason: reason) }
        let answer = try await room.ask("POST", "/api/generate", ["prompt": "A story", "session_id": "s"])
        #expect(answer.body["incomplete"] == true)
        let history = try await room.ask("POST", "/api/get_history", ["session_id": "s"])
        #expect(history.body["messages"]?.array?.map { $0["status"] } == ["complete", "incomplete"])
    }

    @Test("an answer beyond what an item holds is cut and says so")
    func longAnswer() async throws {
        let room = try ChatRoom { _ in ModelAnswer(text: String(repeating: "ä", count: 200_000)) }
        let answer = try await room.ask("POST", "/api/generate", ["prompt": "Much", "session_id": "s"])
        #expect(answer.body["incomplete"] == true)
        #expect(answer.body["response"]?.string?.utf8.count == 250_000)
    }

    @Test("without a model nothing is stored, and reading goes on")
    func noModel() async throws {
        let room = try ChatRoom(hasModel: false)
        #expect(
            try await room.ask("POST", "/api/generate/", ["prompt": "Hello"])
                == Answer(503, ["detail": "No model is set up: MODEL_ID is not set"]))
        #expect(try await room.items() == [])
        #expect(try await room.names() == [])
    }

    @Test(
        "a wrong body is told as FastAPI does, and stores nothing",
        arguments: [
            ([:], "missing", "prompt", "Field required"),
            (["prompt": 7], "value_error", "prompt", "prompt must be a string, not a number"),
            (["prompt": " \n"], "value_error", "prompt", "prompt must have something in it"),
            (
                ["prompt": "x", "session_id": "a b"], "value_error", "session_id",
                "session_id must be 1 to 128 visible ASCII characters"
            ),
            (
                ["prompt": "x", "max_history": "many"], "value_error", "max_history",
                "max_history must be a whole number"
            ),
            (["prompt": "x", "message_id": ""], "value_error", "message_id", "message_id must not be empty"),
        ] as [(JSON, String, String, String)])
    func invalid(body: JSON, type: String, field: String, message: String) async throws {
        let room = try ChatRoom()
        let complaint: JSON = ["type": .string(type), "loc": ["body", .string(field)], "msg": .string(message)]
        #expect(try await room.ask("POST", "/api/generate/", body) == Answer(422, ["detail": [complaint]]))
        #expect(try await room.items() == [])
    }

    @Test("a prompt of 100,000 bytes is taken, a longer one is refused")
    func size() async throws {
        let room = try ChatRoom()
        let longest = String(repeating: "Ä", count: 50_000)
        try await room.say(longest, in: "s")
        #expect(try await room.history("s")[0] == "Human: " + longest)
        let answer = try await room.ask("POST", "/api/generate", ["prompt": .string(longest + "x"), "session_id": "t"])
        #expect(answer == Answer(413, ["detail": "prompt must be at most 100000 bytes long"]))
    }
}
