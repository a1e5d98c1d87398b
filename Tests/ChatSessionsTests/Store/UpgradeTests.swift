import AWSServices
import Gateway
import HTTPTransport
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

/// The original's items are looked into bit by bit, beside everything else that goes on.
@Suite("The upgrade of the original's items")
struct UpgradeTests {
    private static let list: JSONObject = [
        "start_time": "0000-01-01T00:00:00", "end_time": "9999-12-31T23:59:59", "has_feedback": "any",
        "has_review": "any",
    ]

    /// What the original's `update_session` stored.
    private static func halfMessage(_ session: String) -> Item {
        [
            "pk_message_id": "half", "sk_session_id": .string(session), "user_prompt": "Lost?", "bot_response": .null,
            "sent_at": "2025-03-04T05:06:09.000001",
        ]
    }

    /// A session of one message and one half-message, written long enough ago for the index to show what it can.
    private func chat(indexDelay: Duration = .zero) async throws -> Chat {
        let chat = try Chat(indexDelay: indexDelay)
        try await chat.tables.put("sessions", item: OriginalItemsTests.session("old", "2025-03-04T05:06:07"))
        try await chat.tables.put("messages", item: OriginalItemsTests.message("m1", "old", "2025-03-04T05:06:08"))
        try await chat.tables.put("messages", item: Self.halfMessage("old"))
        chat.clock.advance(.seconds(3600))
        return chat
    }

    private func state(_ chat: Chat) async throws -> UpgradeState? {
        try await chat.tables.get("reviews", key: UpgradeState.key).map(UpgradeState.init)
    }

    // MARK: - Reviewers

    @Test("a session with more reviewers than an update can name is listed with all of them", arguments: [115, 450])
    func manyReviewers(count: Int) async throws {
        let chat = try await reviewed(by: count)
        let listed = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(listed.body[0]?["has_review"] == "No")
        let row = try #require(try await chat.row("old").flatMap(SessionRow.init))
        #expect(row.reviews.count == count && row.hasFlags)
        #expect(row.reviews["reviewer-7"] == "R7")
        let feedback = try await chat.send("GET", "/user-feedback", as: .admin)
        #expect(feedback.status == 200)
    }

    @Test("noting many reviewers goes on after a call that failed")
    func manyReviewersInterrupted() async throws {
        let (chat, tables) = try Chat.watched()
        try await Self.review(chat, by: 450)
        let updates = Mutex(0)
        tables.reset { call throws(TableError) in
            guard call.name == "update", call.moment == .before else { return }
            let number = updates.withLock { count in
                count += 1
                return count
            }
            if number == 3 { throw TableError(.unavailable(mayHaveWritten: true), "") }
        }
        #expect(try await chat.ask("list_all_sessions", Self.list, as: .admin).status == 503)
        tables.reset()
        #expect(try await chat.ask("list_all_sessions", Self.list, as: .admin).status == 200)
        #expect(try await chat.row("old").flatMap(SessionRow.init)?.reviews.count == 450)
    }

    private func reviewed(by count: Int) async throws -> Chat {
        let chat = try Chat()
        try await Self.review(chat, by: count)
        return chat
    }

    /// A session of the original with so many reviews.
    private static func review(_ chat: Chat, by count: Int) async throws {
        try await chat.tables.put("sessions", item: OriginalItemsTests.session("old", "2025-03-04T05:06:07"))
        try await chat.tables.batchWrite(
            "reviews",
            (1...count).map { number in
                .put([
                    "pk_review_id": .string("R\(number)"), "session_id": "old",
                    "reviewed_by": .string("reviewer-\(number)"), "reviewed_at": "2025-03-04T05:06:08",
                ])
            })
    }

    // MARK: - Half-messages

    @Test("a half-message is served in a session that got its flags before the search for such messages was over")
    func servedWithFlags() async throws {
        let chat = try await chat()
        try await chat.rate("m1", in: "old")
        #expect(try await chat.prompts("old") == ["Q m1", "Lost?"])
    }

    @Test("a half-message is deleted with a session that got its flags before the search for such messages was over")
    func deletedWithFlags() async throws {
        let chat = try await chat()
        try await chat.rate("m1", in: "old")
        _ = try await chat.ask("delete_session", ["session_id": "old"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("a half-message is served at once, although the index shows it later")
    func servedBeforeIndex() async throws {
        let chat = try await chat(indexDelay: .seconds(30))
        #expect(try await chat.prompts("old") == ["Q m1", "Lost?"])
        #expect(try await chat.prompts("old") == ["Q m1", "Lost?"])
    }

    @Test("a half-message is deleted with its session, although the index shows it later")
    func deletedBeforeIndex() async throws {
        let chat = try await chat(indexDelay: .seconds(30))
        _ = try await chat.ask("delete_session", ["session_id": "old"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("a half-message whose session is gone is deleted")
    func sessionGone() async throws {
        let chat = try Chat()
        try await chat.tables.put("messages", item: Self.halfMessage("gone"))
        _ = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(try await chat.everything().isEmpty)
    }

    @Test("a half-message whose session is being deleted is deleted")
    func sessionGoing() async throws {
        let chat = try await chat()
        let mark = Update(
            set: ["deleted_user_id": "alice", "deleted_at": "2026-11-21T08:00:00.000000Z"], remove: ["user_id"])
        try await chat.tables.update("sessions", key: ["pk_session_id": "old"], mark)
        _ = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(try await chat.items("messages").map { $0["pk_message_id"] } == ["m1"])
    }

    @Test("a half-message of a deleted session does not show up in somebody else's new one with the same id")
    func sessionReplaced() async throws {
        let chat = try Chat()
        try await chat.tables.put("messages", item: Self.halfMessage("s1"))
        try await chat.create("s1", as: .bob)
        _ = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(try await chat.prompts("s1", as: .bob) == ["Hello?"])
        #expect(try await chat.items("messages").count == 1)
    }

    // MARK: - The index by month

    @Test(
        "without the index by month, or while it is being built, lists come by scan, and by the index once it is there",
        arguments: [TableError.Code.notFound, .invalid])
    func indexComesLater(code: TableError.Code) async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset { call throws(TableError) in
            if call.index == ChatSessionsSchema.sessionsByMonth {
                throw TableError(code, "Cannot read from backfilling global secondary index")
            }
        }
        let scanned = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(scanned.body.array?.map { $0["session_id"] } == ["s1"])
        tables.reset()
        #expect(try await chat.ask("list_all_sessions", Self.list, as: .admin) == scanned)
        #expect(try await state(chat)?.hasMonthIndex == true)
    }

    @Test("what has been done is stored before the index is looked for")
    func storedBeforeProbing() async throws {
        let (chat, tables) = try Chat.watched()
        tables.reset { call throws(TableError) in
            if call.index == ChatSessionsSchema.sessionsByMonth {
                throw TableError(.unavailable(mayHaveWritten: false), "down")
            }
        }
        let answer = try await chat.ask("list_all_sessions", Self.list, as: .admin)
        #expect(answer == Answer(503, "The store cannot be reached. Please try again."))
        #expect(try await state(chat)?.phase == .complete)
    }

    @Test("a slower call does not undo what another has finished")
    func lateWriter() async throws {
        let (chat, tables) = try Chat.watched()
        var finished = UpgradeState()
        finished.phase = .complete
        let item = finished.item
        tables.reset { call throws(TableError) in
            if call.name == "put", call.moment == .before { try await chat.tables.put("reviews", item: item) }
        }
        // Too little time to do anything.
        _ = try await InvocationScope.$deadline.withValue(.now + .seconds(2)) {
            try await chat.ask("list_all_sessions", Self.list, as: .admin)
        }
        #expect(try await state(chat) == finished)
    }
}
