import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("What answers cost")
struct CostTests {
    @Test("a session, its messages, changes and its end cost the same few storage calls after one message as after 300")
    func calls() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM0").conversation.session.id
        #expect(try await calls(desk) { try await desk.ask("GET", "/sessions/\(id)/messages", as: .clerk) } == 3)
        try await check(desk, id, "a")
        for number in 1...300 { try await desk.arrive("Message \(number)", sid: "SM\(number)") }
        try await check(desk, id, "b")
        #expect(try await calls(desk) { try await desk.ask("POST", "/session/\(id)/complete", as: .clerk) } == 2)
    }

    @Test("a session that was listed need not be looked for")
    func listed() async throws {
        for path in ["/sessions", "/sessions/active"] {
            let (desk, other) = try twoDesks()
            let id = try await desk.arrive(sid: "SM0").conversation.session.id
            _ = try await other.ask("GET", path, as: .clerk)
            #expect(try await calls(other) { try await other.ask("GET", "/sessions/\(id)/messages", as: .clerk) } == 2)
        }
    }

    @Test("a session that is known and has been removed is not found")
    func removed() async throws {
        let desk = try Desk()
        let session = try await desk.arrive(sid: "SM0").conversation.session
        #expect(try await desk.ask("GET", "/sessions/\(session.id)", as: .clerk).status == 200)
        try await desk.tables.batchWrite(
            Desk.schema.table,
            [.delete(key: LookupKey.session(session.id)), .delete(key: session.address.sessionKey(session.ordinal))])
        for path in ["", "/messages"] {
            #expect(
                try await desk.ask("GET", "/sessions/\(session.id)\(path)", as: .clerk)
                    == Answer(404, ["detail": "Session not found"]))
        }
    }

    /// Of two processes on one store.
    private func twoDesks() throws -> (Desk, Desk) {
        let desk = try Desk()
        return (desk, try Desk(clock: desk.clock, engine: desk.tables, seed: 1000))
    }

    private func check(_ desk: Desk, _ id: String, _ key: String) async throws {
        let reads = [
            ("/session/+14155550100", 3), ("/session/+14155550100/history", 1), ("/sessions/\(id)", 1),
            ("/sessions/\(id)/messages", 2), ("/sessions/active", 2), ("/sessions", 2),
        ]
        for (path, expected) in reads {
            #expect(try await calls(desk) { try await desk.ask("GET", path, as: .clerk) } == expected, "\(path)")
        }
        let change: JSON = ["context": .object(JSONObject([(key, JSON.bool(true))]))]
        #expect(try await calls(desk) { try await desk.ask("PATCH", "/sessions/\(id)", change, as: .clerk) } == 2)
        let message: JSONObject = ["phone_number": "+14155550100", "content": "x", "message_id": .string(key)]
        // Reads what the message depends on, writes it, and reads the latest messages for the answer.
        #expect(try await calls(desk) { try await desk.perform("add_message", message) } == 4)
    }

    private func calls(_ desk: Desk, _ body: () async throws -> Answer) async throws -> Int {
        desk.tables.reset()
        let answer = try await body()
        guard answer.status == 200 else { throw Unexpected(answer) }
        return desk.tables.calls
    }
}
