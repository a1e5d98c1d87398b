import ApplicationTestSupport
import LambdaRuntime
import SystemTestSupport
import Testing
import WireFormats

@Suite("What the log does not say")
struct LogPrivacyTests {
    private static let canary = "canary-7f3a"

    @Test("no prompt, answer, title, comment or token reaches the log at info level, whether a call succeeds or fails")
    func canaryStaysOut() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        let text = JSON.string(Self.canary)
        let entry: JSON = ["user_prompt": text, "bot_response": text, "sources": [["text": text]]]
        let calls: [JSON] = [
            [
                "operation": "add_new_session_with_first_message", "user_id": "alice", "session_id": "s-1",
                "title": text, "new_chat_entry": entry,
            ],
            ["operation": "add_message_to_existing_session", "session_id": "s-1", "new_chat_entry": entry],
            ["operation": "add_message_to_existing_session", "session_id": "missing", "new_chat_entry": entry],
            ["operation": "add_message_to_existing_session", "session_id": 7, "new_chat_entry": entry],
            ["operation": "get_session", "user_id": "alice", "session_id": "s-1"],
            ["operation": "update_session", "user_id": "alice", "session_id": "s-1", "new_chat_entry": text],
            ["operation": "list_sessions_by_user_id", "user_id": "alice", "limit": 1, "cursor": text],
            ["operation": text, "user_id": "alice"],
            [
                "operation": "update_review_session", "user_id": "root", "session_id": "s-1", "review_id": "",
                "comments": text,
            ],
            ["operation": "delete_session", "user_id": "alice", "session_id": "s-1"],
        ]
        for call in calls {
            _ = try await application.call(call)
            var request = HTTPFixture.request(body: call, user: "alice").object ?? [:]
            request["headers"] = [
                "authorization": .string("Bearer \(Self.canary)"), "content-type": "application/json",
            ]
            _ = try await application.invoke(.object(request))
        }
        _ = try await application.invoke(Array("{\"body\": \"\(Self.canary)".utf8))
        #expect(application.log.lines.filter { $0.contains(Self.canary) } == [])
    }
}
