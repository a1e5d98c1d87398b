import Application
import ApplicationTestSupport
import Gateway
import LambdaRuntime
import Logging
import TestSupport
import Testing
import WireFormats

@Suite("Hostile events, through the whole program")
struct HostileEventTests {
    private static let arguments: [JSON] = [
        [
            "operation": "add_new_session_with_first_message", "user_id": "alice", "session_id": "s-1",
            "title": "Lisbon",
            "new_chat_entry": ["user_prompt": "a", "bot_response": "b", "sources": [["score": 0.5]]],
        ],
        [
            "operation": "add_message_to_existing_session", "session_id": "s-1",
            "new_chat_entry": ["user_prompt": "a", "bot_response": "b", "response_time": 1.5],
        ],
        ["operation": "get_session", "user_id": "alice", "session_id": "s-1"],
        ["operation": "update_session", "user_id": "alice", "session_id": "s-1", "new_chat_entry": "a"],
        ["operation": "delete_session", "user_id": "alice", "session_id": "s-2"],
        ["operation": "list_sessions_by_user_id", "user_id": "alice", "limit": 3, "cursor": nil],
        [
            "operation": "list_all_sessions", "user_id": "root", "start_time": "2026-01-01T00:00:00",
            "end_time": "2026-12-31T23:59:59", "has_feedback": "any", "has_review": "any",
        ],
        ["operation": "assemble_chat_history", "session_id": "s-1"],
        ["operation": "update_review_session", "review_id": "", "session_id": "s-1", "user_id": "root"],
        [
            "operation": "delete_review_session", "review_id": "REVIEW-1-00000000", "session_id": "s-1",
            "user_id": "root",
        ],
        ["feedbackData": ["sessionId": "s-1", "messageId": "m", "feedbackType": "positive", "feedbackRank": 4]],
    ]

    @Test("100,000 damaged events give a 2xx, a 4xx or a reported error, and none ends the process")
    func neverTraps() async throws {
        var application = try TestApplication(level: .critical)
        var mutation = Mutation(seed: 2026)
        var counts: [Int: Int] = [:]
        for round in 0..<100_000 {
            // A session that grows for ever would only make the rounds slower.
            if round.isMultiple(of: 1_000) { application = try TestApplication(level: .critical) }
            let arguments = Self.arguments[round % Self.arguments.count]
            let path = arguments["feedbackData"] == nil ? "/user-session" : "/user-feedback"
            let event: [UInt8] =
                switch round % 4 {
                case 0: mutation.mutate(arguments)
                case 1: (["body": .string(arguments.text)] as JSON).mutated(by: &mutation)
                case 2: HTTPFixture.request(path: path, body: arguments, user: "alice").mutated(by: &mutation)
                default:
                    HTTPFixture.request(
                        path: path, body: .string(String(decoding: mutation.mutate(arguments), as: UTF8.self)),
                        user: "root", groups: "[AdminUsers]"
                    ).serialized()
                }
            do {
                let answer = try JSON(parsing: try await application.invoke(event))
                counts[answer["statusCode"]?.int ?? 200, default: 0] += 1
            } catch is UnknownAction {
                counts[0, default: 0] += 1
            } catch is EventRejection {
                counts[0, default: 0] += 1
            }
        }
        #expect(counts.keys.allSatisfy { $0 < 500 }, "\(counts)")
        #expect(counts[200, default: 0] > 1_000 && counts[400, default: 0] > 10_000, "\(counts)")
    }
}

extension JSON {
    fileprivate func mutated(by mutation: inout Mutation) -> [UInt8] { mutation.mutate(self) }
}
