import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("What the log says")
struct LogTests {
    private static let canary = "CANARY-7d1f"

    @Test("no prompt, answer, title or comment reaches the log at info level, whatever goes wrong")
    func canary() async throws {
        let (chat, tables) = try Chat.watched()
        let codes: [TableError.Code?] = [
            nil, .invalid, .denied, .unavailable(mayHaveWritten: true), .itemTooLarge,
            .transactionCancelled([.other("x")]),
        ]
        for code in codes {
            tables.reset { call throws(TableError) in
                if let code, call.isWrite {
                    throw TableError(code, code == .invalid ? "wrong value \(Self.canary)" : "refused")
                }
            }
            try await sayEverything(chat)
        }
        #expect(!chat.log.text.contains(Self.canary))
    }

    private func sayEverything(_ chat: Chat) async throws {
        let text = JSON.string(Self.canary)
        let entry: JSON = ["user_prompt": text, "bot_response": text, "sources": [text], "message_id": "M"]
        let arguments: JSONObject = [
            "session_id": "s1", "title": text, "new_chat_entry": entry, "review_id": "", "comments": text,
            "start_time": "2026-01-01", "end_time": "2026-12-31",
        ]
        for name in chat.service.operations.handlers.keys.sorted() {
            _ = try await chat.ask(name, arguments, as: .admin)
        }
        _ = try await chat.send(
            "POST", "/user-feedback",
            ["feedbackData": ["sessionId": "s1", "messageId": "M", "feedbackMessage": text, "feedbackCategory": text]])
    }
}
