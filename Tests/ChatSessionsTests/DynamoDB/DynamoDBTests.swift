import AWSServices
import Foundation
import Gateway
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import ChatSessions

@Suite("On DynamoDB (moto), beside boto3")
struct DynamoDBTests {
    @Test("boto3 reads what Colloquy writes, under the documented names and types")
    func readByBoto3() async throws {
        let moto = try await MotoChat()
        let chat = moto.chat
        let id = try await chat.create(
            "s1", ["user_prompt": "Ça va?", "bot_response": "Oui.", "sources": [["title": "T", "score": 0.87]]])
        try await chat.rate(id, in: "s1")
        let review = try await chat.ask(
            "update_review_session", ["session_id": "s1", "review_id": ""], as: .admin
        ).body["review_id"]?.string
        let seen = try await moto.cloud.python(
            """
            by_user = sessions.query(IndexName='UserSessionsIndex', KeyConditionExpression=Key('user_id').eq('alice'))
            by_session = messages.query(
                IndexName='SessionMessagesIndex', KeyConditionExpression=Key('sk_session_id').eq('s1'))
            of_session = reviews.query(IndexName='SessionReviewIndex', KeyConditionExpression=Key('session_id').eq('s1'))
            def documented(item, names):
                return {name: item[name] for name in names.split()}
            print(json.dumps([
                documented(by_user['Items'][0],
                    'pk_session_id user_id title created_at updated_at message_count'),
                documented(by_session['Items'][0],
                    'pk_message_id sk_session_id user_prompt bot_response sources created_at response_time '
                    'feedback_type feedback_rank feedback_category feedback_message feedback_created_at'),
                of_session['Items'][0],
            ], default=str))
            """)
        let id64 = JSON.string(id)
        #expect(
            try JSON(parsing: seen) == [
                [
                    "pk_session_id": "s1", "user_id": "alice", "title": "Greetings",
                    "created_at": "2026-11-21T08:00:00.000000Z", "updated_at": "2026-11-21T08:00:00.000000Z",
                    "message_count": "1",
                ],
                [
                    "pk_message_id": id64, "sk_session_id": "s1", "user_prompt": "Ça va?", "bot_response": "Oui.",
                    "sources": [["title": "T", "score": "0.87"]], "created_at": "2026-11-21T08:00:00.000000Z",
                    "response_time": "0", "feedback_type": "positive", "feedback_rank": "4",
                    "feedback_category": "Inaccurate", "feedback_message": "Not quite.",
                    "feedback_created_at": "2026-11-21T08:00:00.000001Z",
                ],
                [
                    "pk_review_id": .string(review ?? ""), "session_id": "s1", "reviewed_by": "ada", "comments": "",
                    "reviewed_at": "2026-11-21T08:00:00.000002Z",
                ],
            ])
    }

    @Test("Colloquy serves items as the original wrote them with boto3, and deletes all of them")
    func writtenByBoto3() async throws {
        let moto = try await MotoChat()
        try await moto.cloud.python(
            """
            from decimal import Decimal
            sessions.put_item(Item={
                'pk_session_id': 'old', 'user_id': 'alice', 'title': 'Old', 'created_at': '2025-03-04T05:06:07.123456',
                'updated_at': '2025-03-04T05:06:07', 'message_count': Decimal('3.0')})
            messages.put_item(Item={
                'pk_message_id': 'MESSAGE-1741064767-0a1b2c3d', 'sk_session_id': 'old', 'user_prompt': 'Q1',
                'bot_response': 'A1', 'sources': [{'url': 'https://example.com', 'score': Decimal('0.25')}],
                'created_at': '2025-03-04T05:06:07.123456', 'response_time': 0})
            messages.put_item(Item={
                'pk_message_id': 'm2', 'sk_session_id': 'old', 'user_prompt': 'Q2', 'bot_response': 'A2',
                'created_at': '2025-03-04T05:06:08', 'response_time': Decimal('1.75'), 'feedback_type': 'negative',
                'feedback_rank': None, 'feedback_category': 'Other', 'feedback_message': 'no',
                'feedback_created_at': '2025-03-04T06:00:00.5'})
            messages.put_item(Item={
                'pk_message_id': 'm3', 'sk_session_id': 'old', 'user_prompt': 'Q3', 'bot_response': None,
                'sent_at': '2025-03-04T05:06:09'})
            reviews.put_item(Item={
                'pk_review_id': 'REVIEW-1741064767-0a1b2c3d', 'session_id': 'old', 'reviewed_by': 'ada',
                'comments': '', 'reviewed_at': '2025-03-05T00:00:00'})
            """)
        let chat = moto.chat
        #expect(
            try await chat.session("old", as: .admin) == [
                "pk_session_id": "old", "user_id": "alice", "title": "Old",
                "created_at": "2025-03-04T05:06:07.123456Z", "updated_at": "2025-03-04T05:06:07.000000Z",
                "message_count": 3,
                "chat_history": [
                    [
                        "user": "Q1", "chatbot": "A1", "metadata": #"[{"score":0.25,"url":"https://example.com"}]"#,
                        "messageId": "MESSAGE-1741064767-0a1b2c3d",
                        "userFeedback": [
                            "feedbackType": "", "feedbackCategory": "", "feedbackMessage": "", "feedbackRank": "",
                        ],
                    ],
                    [
                        "user": "Q2", "chatbot": "A2", "metadata": "[]", "messageId": "m2",
                        "userFeedback": [
                            "feedbackType": "Negative", "feedbackCategory": "Other", "feedbackMessage": "no",
                            "feedbackRank": "",
                        ],
                    ],
                    [
                        "user": "Q3", "chatbot": "", "metadata": "[]", "messageId": "m3",
                        "userFeedback": [
                            "feedbackType": "", "feedbackCategory": "", "feedbackMessage": "", "feedbackRank": "",
                        ],
                    ],
                ],
            ])
        #expect(
            try await chat.ask(
                "list_all_sessions",
                [
                    "start_time": "2025-01-01T00:00:00", "end_time": "2025-03-04T05:06:07", "has_feedback": "yes",
                    "has_review": "yes",
                ], as: .admin)
                == Answer(
                    200,
                    [
                        [
                            "session_id": "old", "title": "Old", "time_stamp": "2025-03-04T05:06:07.123456Z",
                            "has_feedback": "Yes", "has_review": "Yes", "review_id": "REVIEW-1741064767-0a1b2c3d",
                        ]
                    ]))
        _ = try await chat.ask("delete_session", ["session_id": "old"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("sixty messages of 30 KB come back, all sixty, and deleting them leaves nothing")
    func manyPages() async throws {
        let moto = try await MotoChat()
        let chat = moto.chat
        let text = String(repeating: "y", count: 30 * 1024)
        try await chat.create("s1", Chat.entry("1", text))
        for number in 2...60 { try await chat.append("s1", Chat.entry("\(number)", text)) }
        #expect(try await chat.prompts("s1") == (1...60).map { "\($0)" })
        _ = try await chat.ask("delete_session", ["session_id": "s1"])
        #expect(try await chat.everything().isEmpty)
    }

    @Test("repeats, conflicts, reviews, feedback and lists answer as on the embedded store")
    func semantics() async throws {
        let moto = try await MotoChat()
        let chat = moto.chat
        let first = try await chat.create("s1")
        #expect(try await chat.create("s1") == first)
        let before = try await chat.everything()
        let takeover: JSONObject = ["session_id": "s1", "title": "T", "new_chat_entry": Chat.entry()]
        #expect(
            try await chat.ask("add_new_session_with_first_message", takeover, as: .bob)
                == Answer(409, "session_id is already in use"))
        let stray: JSONObject = ["session_id": "none", "new_chat_entry": Chat.entry()]
        #expect(
            try await chat.ask("add_message_to_existing_session", stray)
                == Answer(404, "session_id names no session"))
        #expect(try await chat.everything() == before)

        for _ in 1...5 {
            try await chat.append("s1", ["user_prompt": "Q", "bot_response": "A", "message_id": "M"])
        }
        #expect(try await chat.session("s1")["message_count"] == 2)
        _ = try await chat.ask("update_session", ["session_id": "s1", "message_id": "P", "new_chat_entry": "Later"])
        try await chat.append("s1", ["user_prompt": "Later", "bot_response": "Now", "message_id": "P"])
        #expect(try await chat.prompts("s1") == ["Hello?", "Q", "Later"])

        try await chat.rate("M", in: "s1")
        try await chat.rate("M", in: "s1", "negative")
        for _ in 1...2 {
            _ = try await chat.ask("update_review_session", ["session_id": "s1", "review_id": ""], as: .admin)
        }
        let all: JSONObject = [
            "start_time": "2026-01-01", "end_time": "2026-12-31", "has_feedback": "yes", "has_review": "yes",
        ]
        let list = try await chat.ask("list_all_sessions", all, as: .admin)
        #expect(list.body.array?.map { $0["session_id"] } == ["s1"])
        let feedback = try await chat.send("GET", "/user-feedback", query: [("topic", "Negative")], as: .admin)
        #expect(feedback.body["Items"]?.array?.map { $0["FeedbackID"] } == ["M"])
        _ = try await chat.send("DELETE", "/user-feedback", ["session_id": "s1", "message_id": "M"])
        #expect(try await chat.ask("list_all_sessions", all, as: .admin) == Answer(200, []))

        for number in 2...5 {
            chat.clock.advance(.seconds(1))
            try await chat.create("s\(number)")
        }
        let page = try await chat.ask("list_sessions_by_user_id", ["limit": 2, "cursor": nil])
        #expect(page.body["items"]?.array?.map { $0["session_id"] } == ["s5", "s4"])
        let cursor = try #require(page.body["next_cursor"])
        let rest = try await chat.ask("list_sessions_by_user_id", ["cursor": cursor])
        #expect(rest.body["items"]?.array?.map { $0["session_id"] } == ["s3", "s2", "s1"])
    }

    @Test("an export lies in S3, and its link works without credentials")
    func export() async throws {
        let moto = try await MotoChat()
        let key = "all-sessions-2026-11-01T00:00:00-2026-11-30T23:59:59.csv"
        #expect(try await moto.exports.exists(key) == false)
        #expect(try await moto.exports.object(at: key) == nil)
        try await moto.exports.put(Array("\"é\"\r\n".utf8), at: key, contentType: "text/csv; charset=utf-8")
        #expect(try await moto.exports.exists(key))
        #expect(try await moto.exports.object(at: key) == Array("\"é\"\r\n".utf8))
        let link = try await moto.exports.link(to: key, lifetime: .seconds(600))
        #expect(link.contains("X-Amz-Expires=600"))
        let fetched = try await moto.cloud.python(
            "import urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode().strip())", [link])
        #expect(fetched.contains("\"é\""))
        try await moto.exports.remove(key)
        #expect(try await moto.exports.exists(key) == false)
    }
}
