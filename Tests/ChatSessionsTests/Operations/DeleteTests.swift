import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("delete_session")
struct DeleteTests {
    private static let deleted = Answer(200, "Session s1 deleted.")

    private func delete(_ chat: Chat, as caller: Caller = .alice) async throws -> Answer {
        try await chat.ask("delete_session", ["session_id": "s1", "user_id": "alice"], as: caller)
    }

    @Test("answers the same when there is nothing to delete")
    func missing() async throws {
        #expect(try await delete(try Chat()) == Self.deleted)
    }

    @Test("leaves nothing of a session with sixty messages of 30 KB, feedback and reviews")
    func leavesNothing() async throws {
        let chat = try Chat()
        let text = String(repeating: "y", count: 30 * 1024)
        let first = try await chat.create("s1", Chat.entry("1", text))
        for _ in 2...60 { try await chat.append("s1", Chat.entry("n", text)) }
        try await chat.rate(first, in: "s1")
        _ = try await chat.ask("update_session", ["session_id": "s1", "new_chat_entry": "pending"])
        _ = try await chat.ask("update_review_session", ["session_id": "s1", "review_id": ""], as: .admin)
        #expect(try await delete(chat) == Self.deleted)
        #expect(try await chat.everything().isEmpty)
    }

    @Test("leaves nothing although the index does not show the last messages yet")
    func lag() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await chat.create("s1")
        for _ in 1...30 { try await chat.append("s1") }
        _ = try await chat.ask("update_review_session", ["session_id": "s1", "review_id": ""], as: .admin)
        #expect(try await delete(chat) == Self.deleted)
        #expect(try await chat.everything().isEmpty)
    }

    @Test(
        "leaves no entry of the feedback ledger although the index does not show the feedback yet",
        arguments: [Duration.zero, .seconds(3600)])
    func lateFeedback(sinceLastMessage: Duration) async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        let first = try await chat.create("s1")
        chat.clock.advance(.seconds(400))
        try await chat.append("s1")
        chat.clock.advance(sinceLastMessage)
        try await chat.rate(first, in: "s1")
        #expect(try await delete(chat) == Self.deleted)
        #expect(try await chat.everything().isEmpty)
    }

    @Test("hides the session at once, and is finished by the next call when it was interrupted", arguments: 3...9)
    func resumes(failing: Int) async throws {
        let (chat, tables) = try Chat.watched()
        let id = try await chat.create("s1")
        for _ in 1...5 { try await chat.append("s1") }
        try await chat.rate(id, in: "s1")
        tables.reset { call throws(TableError) in
            if call.number >= failing { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        let interrupted = try await delete(chat)
        tables.reset()
        if interrupted.status != 200 {
            #expect(interrupted == Answer(503, "The store cannot be reached. Please try again."))
            #expect(try await chat.session("s1") == [:])
            #expect(
                try await chat.ask(
                    "add_message_to_existing_session", ["session_id": "s1", "new_chat_entry": Chat.entry()])
                    == Answer(404, "session_id names no session"))
            #expect(
                try await chat.ask("list_sessions_by_user_id", ["user_id": "alice"]) == Answer(200, []))
        }
        #expect(try await delete(chat) == Self.deleted)
        #expect(try await chat.everything().isEmpty)
    }

    @Test("somebody else's session answers like a missing one and stays as it is")
    func foreign() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let before = try await chat.everything()
        #expect(try await delete(chat, as: .bob) == Self.deleted)
        #expect(try await chat.everything() == before)
    }

    @Test("somebody else cannot go on with a deletion that was interrupted")
    func foreignResume() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset { call throws(TableError) in
            if call.number > 2 { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        _ = try await delete(chat)
        tables.reset()
        let before = try await chat.everything()
        #expect(try await delete(chat, as: .bob) == Self.deleted)
        #expect(try await chat.everything() == before)
    }

    @Test("does not touch another session's messages with the same ids")
    func otherSession() async throws {
        let chat = try Chat()
        for session in ["s1", "s2"] {
            try await chat.create(session)
            try await chat.append(session, ["user_prompt": "Q", "bot_response": "A", "message_id": "M"])
        }
        _ = try await delete(chat)
        #expect(try await chat.prompts("s2") == ["Hello?", "Q"])
    }

    @Test("the id may be used again afterwards")
    func reuse() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        _ = try await delete(chat)
        try await chat.create("s1", Chat.entry("Fresh", ""), as: .bob)
        #expect(try await chat.prompts("s1", as: .bob) == ["Fresh"])
    }
}
