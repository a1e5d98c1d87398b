import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("whatsapp.get_conversation_history")
struct ConversationHistoryTests {
    private static let phone = JSON.string("+14155550100")

    /// What it answers, and what that costs.
    private func ask(_ desk: Desk, limit: Int? = nil) async throws -> (contents: [String], calls: Int) {
        var arguments: JSONObject = ["phone_number": Self.phone]
        arguments["limit"] = limit.map { .number(JSONNumber($0)) }
        desk.tables.reset()
        let answer = try await desk.perform("get_conversation_history", arguments)
        guard answer.status == 200, let messages = answer.body.array else { throw Unexpected(answer) }
        return (messages.compactMap { $0["content"]?.string }, desk.tables.calls)
    }

    /// A session with messages 1 to 3 that was completed, and one with 4 and 5 that goes on.
    private func talk(_ desk: Desk) async throws {
        for number in 1...5 {
            let id = try await desk.arrive("\(number)", sid: "SM\(number)").conversation.session.id
            if number == 3 { _ = try await desk.store.end(session: id, as: .completed) }
            desk.clock.advance(.seconds(1))
        }
    }

    @Test("gives what was said in the active session, and nothing of the ones before, in two calls")
    func active() async throws {
        let desk = try Desk()
        try await talk(desk)
        #expect(try await ask(desk) == (["4", "5"], 2))
        #expect(try await ask(desk, limit: 1) == (["5"], 2))
        #expect(try await ask(desk, limit: 1000) == (["4", "5"], 2))
    }

    @Test("reads on where a page of the store ends, and no further than the session begins")
    func smallPages() async throws {
        let desk = try Desk()
        try await talk(desk)
        desk.tables.endPages(after: 1)
        // The third page has a message of the session before.
        #expect(try await ask(desk) == (["4", "5"], 4))
    }

    @Test(
        "is empty where nobody has written, or the session has ended", arguments: [SessionStatus.completed, .expired])
    func ended(_ status: SessionStatus) async throws {
        let desk = try Desk()
        #expect(try await ask(desk) == ([], 1))
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        _ = try await desk.store.end(session: id, as: status)
        #expect(try await ask(desk) == ([], 2))
    }

    @Test("is empty where the session is overdue, before anything has noticed")
    func overdue() async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM1")
        desk.clock.advance(.seconds(86_401))
        #expect(try await ask(desk) == ([], 2))
    }

    @Test("is empty where the active session has no message yet, whatever was said before")
    func newSession() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        _ = try await desk.store.end(session: id, as: .completed)
        let created = try await desk.perform("create_session", ["phone_number": Self.phone])
        #expect(created.body["previous_session_id"] == .string(id))
        #expect(try await ask(desk) == ([], 2))
    }
}
