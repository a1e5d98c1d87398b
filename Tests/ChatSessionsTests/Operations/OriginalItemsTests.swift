import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

/// Items exactly as the original wrote them: times without a zone, numbers as floats, no flags, and the half-messages of
/// its `update_session`.
@Suite("Items of the original")
struct OriginalItemsTests {
    static func session(_ id: String, _ createdAt: String, count: String = "2", user: String = "alice") -> Item {
        [
            "pk_session_id": .string(id), "user_id": .string(user), "title": " Old \n",
            "created_at": .string(createdAt), "updated_at": .string(createdAt), "message_count": .number(count),
        ]
    }

    static func message(_ id: String, _ session: String, _ createdAt: String) -> Item {
        [
            "pk_message_id": .string(id), "sk_session_id": .string(session), "user_prompt": .string("Q \(id)"),
            "bot_response": .string("A \(id)"), "created_at": .string(createdAt), "response_time": .number("0"),
        ]
    }

    private func chat(extra: [Item] = []) async throws -> Chat {
        let chat = try Chat()
        try await chat.tables.put("sessions", item: Self.session("old", "2025-03-04T05:06:07.123456", count: "2.0"))
        var first = Self.message("m1", "old", "2025-03-04T05:06:07")
        first["sources"] = .list([.map(["url": "https://example.com", "page": .number("3")])])
        for item in [first, Self.message("m2", "old", "2025-03-04T05:06:07.500000")] + extra {
            try await chat.tables.put("messages", item: item)
        }
        return chat
    }

    @Test("are served, with their times as UTC, whole numbers and empty sources where there are none")
    func served() async throws {
        #expect(
            try await chat().session("old") == [
                "pk_session_id": "old", "user_id": "alice", "title": "Old",
                "created_at": "2025-03-04T05:06:07.123456Z", "updated_at": "2025-03-04T05:06:07.123456Z",
                "message_count": 2,
                "chat_history": [
                    [
                        "user": "Q m1", "chatbot": "A m1", "metadata": #"[{"page":3,"url":"https://example.com"}]"#,
                        "messageId": "m1", "userFeedback": [:],
                    ],
                    ["user": "Q m2", "chatbot": "A m2", "metadata": "[]", "messageId": "m2", "userFeedback": [:]],
                ],
            ])
    }

    @Test("a half-message without created_at, which no index holds, is served and deleted with its session")
    func halfMessage() async throws {
        let half: Item = [
            "pk_message_id": "m3", "sk_session_id": "old", "user_prompt": "Lost?", "bot_response": .null,
            "sent_at": "2025-03-04T05:06:09.000001",
        ]
        let chat = try await chat(extra: [half])
        try await chat.tables.put("sessions", item: Self.session("old", "2025-03-04T05:06:07.123456", count: "3"))
        #expect(try await chat.prompts("old") == ["Q m1", "Q m2", "Lost?"])
        _ = try await chat.ask("delete_session", ["session_id": "old"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("a session with a half-message can be deleted without having been read")
    func deletesHalfMessage() async throws {
        let half: Item = [
            "pk_message_id": "m3", "sk_session_id": "old", "user_prompt": "Lost?", "bot_response": .null,
            "sent_at": "2025-03-04T05:06:09.000001",
        ]
        let chat = try await chat(extra: [half])
        _ = try await chat.ask("delete_session", ["session_id": "old"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("take further messages")
    func append() async throws {
        let chat = try await chat()
        try await chat.append("old")
        #expect(try await chat.prompts("old") == ["Q m1", "Q m2", "More?"])
        #expect(try await chat.session("old")["message_count"] == 3)
        #expect(try await chat.row("old")?["month_bucket"] == "2025-03")
    }

    @Test("are in their user's list, in order with new ones")
    func userList() async throws {
        let chat = try await chat()
        try await chat.create("new")
        let list = try await chat.ask("list_sessions_by_user_id", [:]).body
        #expect(
            list == [
                ["session_id": "new", "title": "Greetings", "time_stamp": "2026-11-21T08:00:00.000000Z"],
                ["session_id": "old", "title": "Old", "time_stamp": "2025-03-04T05:06:07.123456Z"],
            ])
    }

    private static let adminList: JSONObject = [
        "start_time": "0000-01-01T00:00:00", "end_time": "9999-12-31T23:59:59", "has_feedback": "any",
        "has_review": "any",
    ]

    @Test("are in the list of all sessions, with feedback and the latest review of the asking admin")
    func adminList() async throws {
        var rated = Self.message("m3", "old", "2025-03-05T00:00:00")
        rated["feedback_type"] = "negative"
        rated["feedback_created_at"] = "2025-03-06T01:02:03.000004"
        let chat = try await chat(extra: [rated])
        for (id, reviewer, time) in [
            ("r1", "ada", "2025-04-01T00:00:00"), ("r2", "ada", "2025-04-02T00:00:00"),
            ("r3", "amy", "2025-04-03T00:00:00"),
        ] {
            try await chat.tables.put(
                "reviews",
                item: [
                    "pk_review_id": .string(id), "session_id": "old", "reviewed_by": .string(reviewer), "comments": "",
                    "reviewed_at": .string(time),
                ])
        }
        let expected: JSON = [
            [
                "session_id": "old", "title": "Old", "time_stamp": "2025-03-04T05:06:07.123456Z",
                "has_feedback": "Yes", "has_review": "Yes", "review_id": "r2",
            ]
        ]
        #expect(try await chat.ask("list_all_sessions", Self.adminList, as: .admin) == Answer(200, expected))
        #expect(try await chat.row("old")?["feedback_count"] == 1)

        let feedback = try await chat.send(
            "GET", "/user-feedback", query: [("startTime", "2025-03-06T00:00:00"), ("endTime", "2025-03-06T23:59:59")],
            as: .admin)
        #expect(feedback.body["Items"]?.array?.map { $0["FeedbackID"] } == ["m3"])
        #expect(feedback.body["Items"]?[0]?["CreatedAt"] == "2025-03-06T01:02:03.000004Z")
    }

    @Test("flags are looked up once")
    func lookedUpOnce() async throws {
        let (chat, tables) = try Chat.watched()
        for number in 0..<5 {
            try await chat.tables.put("sessions", item: Self.session("s\(number)", "2025-03-04T05:06:0\(number)"))
        }
        for _ in 1...2 {
            tables.reset()
            let list = try await chat.ask("list_all_sessions", Self.adminList, as: .admin)
            #expect(list.body.array?.count == 5)
        }
        // A query for each month back to the oldest session.
        #expect(tables.calls == 21)
    }

    @Test("a table of more sessions than one call looks into is listed by scan until all have been looked into")
    func manySessions() async throws {
        let chat = try Chat()
        let count = 4500
        let writes = (0..<count).map { number in
            BatchWrite.put(Self.session("s\(number)", "2025-03-04T05:06:07.\(100_000 + number)"))
        }
        try await chat.tables.batchWrite("sessions", writes)
        var lists: [JSON?] = []
        for _ in 1...3 {
            lists.append(try await chat.ask("list_all_sessions", Self.adminList, as: .admin).body)
        }
        #expect(lists[0]?.array?.first?["session_id"] == "s4499")
        #expect(lists == [lists[0], lists[0], lists[0]])
        #expect(chat.log.text.contains("by a scan"))
    }

    @Test("feedback on a message of such a session counts from what was there")
    func feedback() async throws {
        var rated = Self.message("m3", "old", "2025-03-05T00:00:00")
        rated["feedback_type"] = "negative"
        let chat = try await chat(extra: [rated])
        try await chat.rate("m1", in: "old")
        #expect(try await chat.row("old")?["feedback_count"] == 2)
    }

    @Test("a review of a session that the same admin reviewed before renews the latest")
    func review() async throws {
        let chat = try await chat()
        try await chat.tables.put(
            "reviews",
            item: [
                "pk_review_id": "r1", "session_id": "old", "reviewed_by": "ada", "comments": "",
                "reviewed_at": "2025-04-01T00:00:00",
            ])
        #expect(
            try await chat.ask("update_review_session", ["session_id": "old", "review_id": ""], as: .admin)
                == Answer(200, ["review_id": "r1", "session_id": "old"]))
    }

    @Test("creating a session with the id of one of the original's is refused")
    func takeover() async throws {
        let chat = try await chat()
        let before = try await chat.everything()
        let answer = try await chat.ask(
            "add_new_session_with_first_message",
            ["session_id": "old", "title": "T", "new_chat_entry": Chat.entry("Q m1", "A m1")])
        #expect(answer == Answer(409, "session_id is already in use"))
        #expect(try await chat.everything() == before)
    }
}
