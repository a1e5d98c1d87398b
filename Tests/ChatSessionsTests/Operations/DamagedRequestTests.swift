import Gateway
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import ChatSessions

@Suite("Damaged requests")
struct DamagedRequestTests {
    private static let requests: [(String, String, JSON)] = [
        (
            "POST", "/user-session",
            [
                "operation": "add_new_session_with_first_message", "session_id": "s1", "user_id": "alice", "title": "T",
                "message_id": "M", "limit": 5, "cursor": "c",
                "new_chat_entry": [
                    "user_prompt": "Q", "bot_response": "A", "response_time": 1.5,
                    "sources": [["score": 0.5, "tags": ["a", nil, true]]],
                ],
            ]
        ),
        (
            "POST", "/user-session",
            ["operation": "add_message_to_existing_session", "session_id": "s0", "new_chat_entry": Chat.entry()]
        ),
        ("POST", "/user-session", ["operation": "update_session", "session_id": "s0", "new_chat_entry": "Q"]),
        ("POST", "/user-session", ["operation": "get_session", "session_id": "s0", "user_id": "alice"]),
        ("POST", "/user-session", ["operation": "list_sessions_by_user_id", "limit": 3, "cursor": nil]),
        (
            "POST", "/user-session",
            [
                "operation": "list_all_sessions", "start_time": "2026-01-01T00:00:00",
                "end_time": "2026-12-31T23:59:59", "has_feedback": "yes", "has_review": "no", "review_scope": "any",
            ]
        ),
        (
            "POST", "/user-session",
            ["operation": "update_review_session", "session_id": "s0", "review_id": "", "comments": "c"]
        ),
        (
            "POST", "/user-session",
            ["operation": "download_all_sessions_csv", "start_time": "2026-01-01", "job_id": "2026-01-01-2026-12-31"]
        ),
        ("POST", "/user-feedback", ["feedbackData": ["sessionId": "s0", "messageId": "M", "feedbackRank": 3]]),
        ("DELETE", "/user-feedback", ["session_id": "s0", "message_id": "M"]),
    ]

    @Test("get an answer that says what is wrong, in a string; nothing is our fault, and no message is half-stored")
    func mutations() async throws {
        var mutation = Mutation(seed: 42)
        let chat = try Chat()
        let router = try chat.router()
        try await chat.create("s0", ["user_prompt": "Q", "bot_response": "A", "message_id": "M"])
        for round in 0..<5000 {
            let (method, path, body) = Self.requests[round % Self.requests.count]
            let bytes = mutation.mutate(body)
            let answer = Answer(
                await router.respond(to: Request(method: method, path: path, body: bytes, caller: .admin)))
            let isRefusal = (400..<500).contains(answer.status)
            if answer.status != 200, !isRefusal || answer.body.string == nil {
                Issue.record("\(answer.status) \(answer.body.text) to \(String(decoding: bytes, as: UTF8.self))")
            }
        }
        let messages = try await chat.items("messages").compactMap(Message.init)
        for row in try await chat.items("sessions").compactMap(SessionRow.init) {
            #expect(row.messageCount == messages.filter { $0.sessionID == row.id }.count)
        }
    }
}
