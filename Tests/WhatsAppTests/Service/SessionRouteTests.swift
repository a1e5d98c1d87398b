import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Routes of a session")
struct SessionRouteTests {
    @Test(
        "a contact's active session is found by their number, however it is written",
        arguments: [
            "/session/+14155550100", "/session/14155550100", "/session/whatsapp:+14155550100",
            "/session/whatsapp%3A%2B14155550100", "/api/v1/session/whatsapp%253A%252B14155550100",
        ])
    func byPhone(_ path: String) async throws {
        let desk = try Desk()
        let conversation = try await desk.arrive("Hi", sid: "SM1").conversation
        let message = try #require(try await desk.store.latestMessages(.contact(.anna), limit: 1).messages.first)
        #expect(
            try await desk.ask("GET", path, as: .clerk)
                == Answer(
                    200,
                    [
                        "session": conversation.json(at: desk.clock.now()), "conversation_history": [message.json],
                        "message_count": 1,
                    ]))
    }

    @Test("a session that has ended is not shown to whoever asks by number")
    func none() async throws {
        let desk = try Desk()
        let none = Answer(200, ["message": "No active session found", "session": .null])
        #expect(try await desk.ask("GET", "/session/+14155550100", as: .clerk) == none)
        #expect(try await desk.ask("GET", "/session/nobody", as: .clerk) == none)
        let id = try await desk.arrive("Hi", sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(86_401))
        #expect(try await desk.ask("GET", "/session/+14155550100", as: .clerk) == none)
        #expect(try await desk.ask("GET", "/sessions/\(id)", as: .clerk).body["status"] == "expired")
    }

    @Test("a session is completed, again without effect, and not at all when it is unknown or has expired")
    func complete() async throws {
        let desk = try Desk()
        let first = try await desk.arrive(sid: "SM1").conversation.session.id
        let second = try await desk.arrive(sid: "SM2", from: .ben).conversation.session.id
        _ = try await desk.store.end(session: second, as: .expired)
        for _ in 0..<2 {
            #expect(
                try await desk.ask("POST", "/session/\(first)/complete", as: .clerk)
                    == Answer(200, ["message": "Session completed successfully"]))
        }
        #expect(
            try await desk.ask("POST", "/session/\(second)/complete", as: .clerk)
                == Answer(409, ["detail": "The session has ended: it is expired"]))
        #expect(
            try await desk.ask("POST", "/session/unknown/complete", as: .clerk)
                == Answer(404, ["detail": "Session not found"]))
    }

    @Test("context, order and who answers are changed together, by whoever saw the latest version")
    func change() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        let changed = try await desk.ask(
            "PATCH", "/sessions/\(id)",
            ["context": ["note": "call back"], "order_details": ["items": []], "mode": "human", "version": 0],
            as: .clerk)
        #expect(changed.status == 200)
        #expect(changed.body["context"] == ["note": "call back"] && changed.body["order_details"] == ["items": []])
        #expect(changed.body["mode"] == "human" && changed.body["version"] == 1)
        #expect(try await desk.ask("GET", "/sessions/\(id)", as: .clerk) == changed)
        #expect(
            try await desk.ask("PATCH", "/sessions/\(id)", ["mode": "bot", "version": 0], as: .clerk)
                == Answer(409, ["detail": "The session has changed meanwhile: its version is 1"]))
        _ = try await desk.store.end(session: id, as: .completed)
        #expect(
            try await desk.ask("PATCH", "/sessions/\(id)", ["mode": "human"], as: .clerk)
                == Answer(409, ["detail": "The session has ended: it is completed"]))
    }

    @Test(
        "what makes no sense is refused and named",
        arguments: [
            ([:], 400, .null), (["status": "completed"], 400, .null), (["context": [:]], 400, .null),
            (["mode": "robot"], 422, "mode"), (["context": 1], 422, "context"),
            (["order_details": "x"], 422, "order_details"), (["mode": "human", "version": "1"], 422, "version"),
        ] as [(JSON, Int, JSON)])
    func invalid(_ body: JSON, _ status: Int, _ field: JSON) async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        let before = try await desk.items()
        let answer = try await desk.ask("PATCH", "/sessions/\(id)", body, as: .clerk)
        #expect(answer.status == status && answer.body["detail"]?[0]?["loc"]?[1] ?? .null == field)
        #expect(try await desk.items() == before)
        #expect(
            try await desk.ask("PATCH", "/sessions/unknown", ["mode": "human"], as: .clerk)
                == Answer(404, ["detail": "Session not found"]))
    }
}
