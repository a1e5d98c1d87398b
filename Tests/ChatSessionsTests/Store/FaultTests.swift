import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

/// The store fails at each call in turn, before it did anything and after it did; nothing is half-written, and sending the
/// request again ends as if nothing had happened.
@Suite("A store that fails")
struct FaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var operation: String
        var call: Int
        var moment: WatchedTables.Moment
        var testDescription: String { "\(operation), \(moment) call \(call)" }
    }

    private static let requests: [String: @Sendable (Chat) async throws -> Answer] = [
        "create": { chat in
            try await chat.ask(
                "add_new_session_with_first_message",
                ["session_id": "new", "title": "T", "message_id": "N", "new_chat_entry": Chat.entry()])
        },
        "append": { chat in
            try await chat.ask(
                "add_message_to_existing_session",
                ["session_id": "s1", "idempotency_key": "k", "new_chat_entry": Chat.entry("A", "B")])
        },
        "update": { chat in
            try await chat.ask("update_session", ["session_id": "s1", "message_id": "P", "new_chat_entry": "Later"])
        },
        "complete": { chat in
            try await chat.append("s1", ["user_prompt": "Q", "bot_response": "A", "message_id": "W"])
            return Answer(200, "done")
        },
        "review": { chat in
            try await chat.ask("update_review_session", ["session_id": "s1", "review_id": ""], as: .admin)
        },
        "rate": { chat in try await chat.rate("M", in: "s1") },
        "delete": { chat in try await chat.ask("delete_session", ["session_id": "s1"]) },
    ]

    private static let faults = requests.keys.sorted().flatMap { operation in
        (1...6).flatMap { call in
            [
                Fault(operation: operation, call: call, moment: .before),
                Fault(operation: operation, call: call, moment: .after),
            ]
        }
    }

    private func prepared() async throws -> (Chat, WatchedTables) {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1", ["user_prompt": "First", "bot_response": "Answer", "message_id": "M"])
        _ = try await chat.ask("update_session", ["session_id": "s1", "message_id": "W", "new_chat_entry": "Q"])
        return (chat, tables)
    }

    @Test("leaves everything consistent, and the same request sent again succeeds once", arguments: faults)
    func fault(_ fault: Fault) async throws {
        let request = try #require(Self.requests[fault.operation])
        let (chat, tables) = try await prepared()
        tables.reset { call throws(TableError) in
            if call.number == fault.call, call.moment == fault.moment {
                throw TableError(
                    .unavailable(mayHaveWritten: call.isWrite && fault.moment == .after), "the line is cut")
            }
        }
        let wasReached: Bool
        do {
            let answer = try await request(chat)
            wasReached = answer.status != 200
            if wasReached {
                #expect(answer == Answer(503, "The store cannot be reached. Please try again."))
            }
        } catch is Unexpected {
            wasReached = true
        }
        tables.reset()
        try await expectConsistent(chat)
        if wasReached {
            #expect(try await request(chat).status == 200)
            try await expectConsistent(chat)
        }

        let (reference, _) = try await prepared()
        _ = try await request(reference)
        #expect(try await Self.outline(chat) == (try await Self.outline(reference)))
    }

    /// Every session counts the messages that it has, and no message, pointer or review is without its session.
    private func expectConsistent(_ chat: Chat) async throws {
        let messages = try await chat.items("messages").compactMap(Message.init)
        let sessions = try await chat.items("sessions")
        let deleting = Set(sessions.filter { $0["deleted_at"] != nil }.compactMap { $0["pk_session_id"]?.string })
        for row in sessions.compactMap(SessionRow.init) {
            let own = messages.filter { $0.sessionID == row.id }
            #expect(row.messageCount == own.count)
            #expect(row.item["feedback_count"]?.int == own.filter(\.hasFeedback).count)
            for review in row.reviews.values {
                #expect(try await chat.tables.get("reviews", key: ["pk_review_id": .string(review)]) != nil)
            }
        }
        let known = Set(sessions.compactMap { $0["pk_session_id"]?.string })
        #expect(Set(messages.map(\.sessionID)).subtracting(known.union(deleting)).isEmpty)
        #expect(
            Set(try await chat.items("reviews").compactMap { $0["session_id"]?.string }).subtracting(known).isEmpty)
    }

    /// What is stored, without ids and times that differ from run to run.
    private static func outline(_ chat: Chat) async throws -> [String] {
        let messages = try await chat.items("messages").compactMap(Message.init).map {
            "message \($0.sessionID) \($0.prompt) \($0.response) \($0.isPending) \($0.feedbackType)"
        }
        let sessions = try await chat.items("sessions").compactMap(SessionRow.init).map {
            "session \($0.id) \($0.messageCount) \($0.hasFeedback) \($0.reviews.keys.sorted())"
        }
        let reviews = try await chat.items("reviews").compactMap(Review.init).map {
            "review \($0.sessionID) \($0.reviewer)"
        }
        return (messages + sessions + reviews).sorted()
    }
}
