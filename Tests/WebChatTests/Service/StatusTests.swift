import Gateway
import Synchronization
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Health, and what the system is")
struct StatusTests {
    @Test("healthy, when store and model answer; the model is asked once a minute at most")
    func healthy() async throws {
        let room = try ChatRoom(options: WebChat.Options(modelID: "test-model"))
        try await room.say("Hello", in: "s")
        let healthy = Answer(
            200,
            [
                "status": "healthy", "model": "test-model", "active_sessions": 1,
                "checks": ["store": "ok", "model": "ok"],
            ])
        #expect(try await room.ask("GET", "/api/health") == healthy)
        #expect(try await room.ask("GET", "/api/health/") == healthy)
        #expect(room.model.requests.count == 2)
        room.clock.advance(.seconds(61))
        #expect(try await room.ask("GET", "/api/health") == healthy)
        #expect(room.model.requests.count == 3)
        let stranger = try await room.ask("GET", "/api/health", as: .anonymous)
        #expect(stranger.status == 200 && stranger.body["active_sessions"] == 0)
    }

    @Test(
        "a model that does not answer degrades it, and is named",
        arguments: [
            (.throttled(retryAfter: nil), "throttled"), (.notAvailable, "not available"), (.timedOut, "slow"),
            (.unavailable, "failing"),
        ] as [(ModelError.Code, String)])
    func model(code: ModelError.Code, text: String) async throws {
        let room = try ChatRoom({ _ throws(ModelError) in throw ModelError(code, "secret") })
        let answer = try await room.ask("GET", "/api/health")
        #expect(answer.status == 503)
        #expect(answer.body["status"] == "degraded")
        #expect(answer.body["checks"] == ["store": "ok", "model": .string(text)])
    }

    @Test(
        "a model that answers is healthy, whatever it answers",
        arguments: [ModelError.Code.outOfTokens, .filtered, .empty])
    func answers(code: ModelError.Code) async throws {
        let room = try ChatRoom({ _ throws(ModelError) in throw ModelError(code, "thoughts alone") })
        let answer = try await room.ask("GET", "/api/health")
        #expect(answer.status == 200)
        #expect(answer.body["status"] == "healthy" && answer.body["checks"] == ["store": "ok", "model": "ok"])
    }

    @Test(
        "the model is asked with as many tokens as any takes, and a temperature only where one is set",
        arguments: [nil, 0.3])
    func modelCheck(temperature: Double?) async throws {
        let room = try ChatRoom(options: WebChat.Options(temperature: temperature))
        _ = try await room.ask("GET", "/api/health")
        #expect(
            room.model.requests == [
                ModelRequest(
                    messages: [.user("Say OK.")], maximumTokens: 64, temperature: temperature, timeLimit: .seconds(10))
            ])
    }

    @Test("a store that does not answer, and a model that is not set up, are named")
    func store() async throws {
        let room = try ChatRoom(hasModel: false)
        room.tables.reset { _ throws(TableError) in throw TableError(.unavailable(mayHaveWritten: false), "down") }
        #expect(
            try await room.ask("GET", "/api/health").body["checks"]
                == ["store": "The store cannot be reached. Please try again.", "model": "not set up"])
    }

    @Test("the root says what it is, to everybody")
    func root() async throws {
        let room = try ChatRoom()
        for path in ["/api/", "/api"] {
            let answer = try await room.ask("GET", path, as: .anonymous)
            #expect(answer.body["status"] == "ok" && answer.body["version"] == "2.1.0")
            #expect(answer.body["features"]?.array?.count == 3)
        }
    }

    @Test("every route is there with and without the slash at its end, and refuses what is not its method")
    func routes() async throws {
        let room = try ChatRoom()
        for route in room.service.routes {
            let path = route.path.replacing("{id}", with: "s")
            for path in [path, path + "/"] {
                let answer = try await room.ask("TRACE", path)
                #expect(answer.status == 405)
                #expect(answer.body["detail"]?.string?.hasPrefix("TRACE is not allowed here") == true)
            }
        }
    }

    @Test("where the system is off, every route says so")
    func off() async throws {
        for route in WebChat.routes(refusing: Failure(.unavailable, "off")) {
            let router = try Router([route], cors: CORS(allowedOrigins: .none), log: CollectedLog().logger)
            let path = route.path.replacing("{id}", with: "s")
            let response = await router.respond(to: Request(method: route.method, path: path, caller: .alice))
            #expect(Answer(response) == Answer(503, ["detail": "off"]))
        }
    }

    @Test("the log has no word of what was said")
    func privacy() async throws {
        let room = try ChatRoom({ _ throws(ModelError) in throw ModelError(.refused, "CANARY-3") })
        _ = try await room.ask("POST", "/api/generate", ["prompt": "CANARY-1", "session_id": "s"])
        _ = try await room.ask("PATCH", "/api/sessions/s", ["chat_name": "CANARY-2"])
        #expect(!room.log.text.isEmpty && !room.log.text.contains("CANARY"))
    }
}
