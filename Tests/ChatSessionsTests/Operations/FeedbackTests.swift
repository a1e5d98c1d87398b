import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("/user-feedback")
struct FeedbackTests {
    @Test("stores feedback on the message under the documented names and tells what it wrote")
    func stores() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        let written: JSONObject = [
            "feedback_category": "Inaccurate", "feedback_created_at": "2026-11-21T08:00:00.000001Z",
            "feedback_message": "Not quite.", "feedback_rank": 4, "feedback_type": "positive",
        ]
        #expect(
            try await chat.rate(id, in: "s1")
                == Answer(200, ["FeedbackID": .string(id), "updated_attributes": .object(written)]))
        let item = try #require(
            try await chat.tables.get("messages", key: ["pk_message_id": .string(id), "sk_session_id": "s1"]))
        for (name, value) in written { #expect(item[name]?.plainJSON == value) }
        #expect(try await chat.row("s1")?["feedback_count"] == 1)
    }

    @Test("what is not sent has the documented defaults")
    func defaults() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        let answer = try await chat.send(
            "POST", "/user-feedback",
            ["feedbackData": ["sessionId": "s1", "messageId": .string(id), "feedbackRank": nil]])
        #expect(
            answer.body["updated_attributes"] == [
                "feedback_category": "general", "feedback_created_at": "2026-11-21T08:00:00.000001Z",
                "feedback_message": "", "feedback_type": "neutral",
            ])
    }

    @Test("later feedback takes the place of earlier, whose rank does not stay, and is counted once")
    func replaces() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        try await chat.rate(id, in: "s1")
        _ = try await chat.send(
            "POST", "/user-feedback",
            ["feedbackData": ["sessionId": "s1", "messageId": .string(id), "feedbackType": "negative"]])
        let seen = try await chat.session("s1", as: .admin)["chat_history"]?[0]?["userFeedback"]
        #expect(
            seen == [
                "feedbackType": "Negative", "feedbackCategory": "general", "feedbackMessage": "", "feedbackRank": "",
            ])
        #expect(try await chat.row("s1")?["feedback_count"] == 1)
    }

    @Test("deleting takes all of it off, uncounts it once, and may be repeated")
    func deletes() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        let before = try await chat.everything()
        try await chat.rate(id, in: "s1")
        for _ in 1...2 {
            #expect(
                try await chat.send(
                    "DELETE", "/user-feedback", ["session_id": "s1", "message_id": .string(id)])
                    == Answer(200, ["FeedbackID": .string(id), "message": "Feedback deleted."]))
            #expect(try await chat.everything() == before)
        }
    }

    @Test("ten ratings of one message at the same time are counted once")
    func concurrent() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 1...10 { group.addTask { try await chat.rate(id, in: "s1") } }
            for try await answer in group { #expect(answer.status == 200) }
        }
        #expect(try await chat.row("s1")?["feedback_count"] == 1)
        #expect(
            try await chat.send("GET", "/user-feedback", as: .admin).body["Items"]?.array?.count == 1)
    }

    @Test("feedback that comes between another's look and its write is counted once, and the later one stays")
    func racing() async throws {
        let (chat, tables) = try Chat.watched()
        let id = try await chat.create("s1")
        let other = try Chat(engine: chat.tables, clock: chat.clock)
        tables.reset { call async throws(TableError) in
            guard call.name == "transact", call.number == 3, call.moment == .before else { return }
            _ = try? await other.rate(id, in: "s1", "negative")
        }
        #expect(try await chat.rate(id, in: "s1").status == 200)
        #expect(try await chat.row("s1")?["feedback_count"] == 1)
        let items = try await chat.send("GET", "/user-feedback", as: .admin).body["Items"]?.array
        #expect(items?.map { $0["FeedbackType"] } == ["positive"])
    }

    @Test("a message or session that does not exist is not found, and nothing is written")
    func missing() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        let before = try await chat.everything()
        let missing = Answer(404, "messageId names no message of this session")
        #expect(try await chat.rate("MESSAGE-1-1", in: "s1") == missing)
        #expect(try await chat.rate(id, in: "s2") == missing)
        #expect(try await chat.everything() == before)
    }

    @Test("lists feedback of a time range, newest first, in the documented form")
    func lists() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        try await chat.rate(id, in: "s1")
        #expect(
            try await chat.send(
                "GET", "/user-feedback",
                query: [("startTime", "2026-11-21T00:00:00"), ("endTime", "2026-11-21T08:00:00"), ("topic", "")],
                as: .admin)
                == Answer(
                    200,
                    [
                        "Items": [
                            [
                                "FeedbackID": .string(id), "SessionID": "s1", "UserPrompt": "Hello?",
                                "FeedbackComments": "Not quite.", "FeedbackCategory": "Inaccurate", "FeedbackRank": 4,
                                "FeedbackType": "positive", "ChatbotMessage": "Hi.",
                                "CreatedAt": "2026-11-21T08:00:00.000001Z",
                            ]
                        ]
                    ]))
        #expect(
            try await chat.send("GET", "/user-feedback", query: [("endTime", "2026-11-20T23:59:59")], as: .admin)
                == Answer(200, ["Items": []]))
    }

    private static let knownTopics: [(String, Int)] = [
        ("Positive", 2), ("Negative", 1), ("Inaccurate", 3), ("Not Clear", 0), ("All", 3),
    ]

    @Test("a topic filters by type or by category; any other lets all through", arguments: knownTopics)
    func topics(topic: String, expected: Int) async throws {
        let chat = try Chat()
        let first = try await chat.create("s1")
        let ids = [first, try await chat.append("s1"), try await chat.append("s1")]
        for (id, type) in zip(ids, ["positive", "negative", "positive"]) { try await chat.rate(id, in: "s1", type) }
        let items = try await chat.send("GET", "/user-feedback", query: [("topic", topic)], as: .admin).body["Items"]
        #expect(items?.array?.count == expected)
    }

    @Test("pages by cursor over months, without gap or repeat")
    func pages() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        var expected: [String] = []
        for _ in 1...12 {
            chat.clock.advance(.seconds(86_400 * 9))
            let id = try await chat.append("s1")
            try await chat.rate(id, in: "s1")
            expected.insert(id, at: 0)
        }
        var seen: [String] = []
        var query = [("limit", "5")]
        while seen.count < 50 {
            let body = try await chat.send("GET", "/user-feedback", query: query, as: .admin).body
            seen += body["Items"]?.array?.compactMap { $0["FeedbackID"]?.string } ?? []
            guard let next = body["next_cursor"]?.string else { break }
            query = [("limit", "5"), ("cursor", next)]
        }
        #expect(seen == expected)
    }

    @Test("a page of 100 costs two calls, and one for each month more; by default it has up to 1,000")
    func cost() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        // 75 in each of three months.
        for number in 1...225 {
            try await chat.rate(try await chat.append("s1"), in: "s1")
            if number == 75 || number == 150 { chat.clock.advance(.seconds(86_400 * 31)) }
        }
        // How far the original's items have been looked into is read once.
        _ = try await chat.send("GET", "/user-feedback", query: [("limit", "1")], as: .admin)
        for (limit, count, calls) in [("100", 100, 3), ("74", 74, 2), ("75", 75, 3), (nil, 225, 6)] {
            tables.reset()
            let answer = try await chat.send(
                "GET", "/user-feedback", query: limit.map { [("limit", $0)] } ?? [], as: .admin)
            #expect(answer.body["Items"]?.array?.count == count)
            #expect((answer.body["next_cursor"] != nil) == (count < 225))
            #expect(tables.requests == calls, "\(limit ?? "no limit")")
        }
    }

    @Test("a topic that few match ends a page in a bounded number of calls, and cursors lead to all of them")
    func boundedPages() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        var expected: [String] = []
        for number in 0..<100 {
            chat.clock.advance(.seconds(86_400))
            let id = try await chat.append("s1")
            try await chat.rate(id, in: "s1", number.isMultiple(of: 45) ? "negative" : "positive")
            if number.isMultiple(of: 45) { expected.insert(id, at: 0) }
        }
        _ = try await chat.send("GET", "/user-feedback", query: [("limit", "1")], as: .admin)
        tables.endPages(after: 1)
        var query = [("topic", "Negative")]
        var seen: [String] = []
        var pages = 0
        var cursor: String?
        repeat {
            tables.reset()
            let body = try await chat.send("GET", "/user-feedback", query: query, as: .admin).body
            // Of months that have more 40, and one for each month that ends.
            #expect(tables.requests <= 42 + 5)
            seen += body["Items"]?.array?.compactMap { $0["FeedbackID"]?.string } ?? []
            cursor = body["next_cursor"]?.string
            query = [("topic", "Negative"), ("cursor", cursor ?? "")]
            pages += 1
        } while cursor != nil && pages < 20
        #expect(seen == expected)
        #expect(pages > 2 && pages < 20)
    }

    @Test("feedback with long texts comes in pages that one answer carries, and reads no more than that")
    func longTexts() async throws {
        let (chat, tables) = try Chat.watched()
        let text = String(repeating: "z", count: 300 * 1024)
        let first = try await chat.create("s1", Chat.entry("0", text))
        try await chat.rate(first, in: "s1")
        var expected = [first]
        for number in 1..<150 {
            chat.clock.advance(.seconds(1))
            let id = try await chat.append("s1", Chat.entry("\(number)", text))
            try await chat.rate(id, in: "s1")
            expected.insert(id, at: 0)
        }
        var query: [(String, String)] = []
        var seen: [String] = []
        var cursor: String?
        var pages = 0
        repeat {
            tables.reset()
            let body = try await chat.send("GET", "/user-feedback", query: query, as: .admin).body
            #expect(body.serialized().count < 6_000_000)
            seen += body["Items"]?.array?.compactMap { $0["FeedbackID"]?.string } ?? []
            cursor = body["next_cursor"]?.string
            query = [("cursor", cursor ?? "")]
            pages += 1
        } while cursor != nil && pages < 20
        #expect(seen == expected)
    }

    @Test("feedback of a deleted session is not listed")
    func deletedSession() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        try await chat.rate(id, in: "s1")
        _ = try await chat.ask("delete_session", ["session_id": "s1"])
        #expect(try await chat.send("GET", "/user-feedback", as: .admin) == Answer(200, ["Items": []]))
    }

    private static let badBodies: [(JSON, String)] = [
        (JSON.object(["sessionId": "s1"]), "feedbackData is required"),
        (["feedbackData": ["sessionId": "s1"]], "feedbackData.messageId is required"),
        (["feedbackData": ["messageId": "m1"]], "feedbackData.sessionId is required"),
        (
            ["feedbackData": ["sessionId": "s1", "messageId": "m1", "feedbackType": "meh"]],
            "feedbackData.feedbackType must be positive, negative or neutral"
        ),
        (
            ["feedbackData": ["sessionId": "s1", "messageId": "m1", "feedbackRank": 6]],
            "feedbackData.feedbackRank must be an integer from 1 to 5"
        ),
        (
            [
                "feedbackData": [
                    "sessionId": "s1", "messageId": "m1",
                    "feedbackMessage": .string(String(repeating: "é", count: 2001)),
                ]
            ], "feedbackData.feedbackMessage must be at most 2000 characters long"
        ),
        ([], "The body must be a JSON object, not an array"),
    ]

    @Test("names what is missing or wrong, and writes nothing", arguments: badBodies)
    func badInput(body: JSON, message: String) async throws {
        let chat = try Chat()
        #expect(try await chat.send("POST", "/user-feedback", body) == Answer(400, .string(message)))
        #expect(try await chat.everything().isEmpty)
    }

    private static let badQueries: [(String, String, String)] = [
        ("startTime", "soon", "startTime must be a date and time such as 2026-11-21T01:33:24Z"),
        ("endTime", "late", "endTime must be a date and time such as 2026-11-21T01:33:24Z"),
        ("limit", "x", "limit must be an integer from 1 to 1000"),
        ("cursor", "x", "cursor is not one that was given for this list"),
    ]

    @Test("names what is wrong in a query", arguments: badQueries)
    func badQuery(name: String, value: String, message: String) async throws {
        #expect(
            try await Chat().send("GET", "/user-feedback", query: [(name, value)], as: .admin)
                == Answer(400, .string(message)))
    }
}
