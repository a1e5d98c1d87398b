import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import ChatSessions

/// Every operation × (owner, other user, admin, anonymous, direct): who gets which answer.
@Suite("Who may do what")
struct AccessTests {
    /// What an operation is asked with: `s1` is alice's, with one message `M` that has feedback, reviewed by ada as `R`.
    struct Case: Sendable, CustomTestStringConvertible {
        enum Asker: String, Sendable, CaseIterable {
            case owner, otherUser, admin, anonymous
            /// Direct, naming the owner.
            case directForOwner
            /// Direct, naming another user.
            case directForOther

            var caller: Caller {
                switch self {
                case .owner: .alice
                case .otherUser: .bob
                case .admin: .admin
                case .anonymous: .anonymous
                case .directForOwner, .directForOther: .direct
                }
            }

            /// What the body claims: all HTTP callers claim to be the owner, and are not believed.
            var userID: JSON { self == .directForOther ? "bob" : "alice" }
        }

        var operation: String
        var asker: Asker
        /// The answer's status, and whether it is that of the session being there.
        var status: Int
        var reaches: Bool

        var testDescription: String { "\(operation) by \(asker)" }
    }

    @Test("a caller whose id is longer than a key is told so by every operation, and nothing is written")
    func longID() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let before = try await chat.everything()
        let caller = Caller.user(id: String(repeating: "x", count: 2049), groups: ["AdminUsers"])
        for name in OperationName.allCases {
            let answer = try await chat.ask(
                name.rawValue, ["session_id": "s1", "title": "T", "new_chat_entry": Chat.entry()], as: caller)
            #expect(answer.status == 400 && answer.body.text.utf8.count > 0, "\(name)")
            #expect(answer.body.string?.contains("user_id") == true, "\(answer.body.text)")
        }
        for method in ["POST", "GET", "DELETE"] {
            #expect(try await chat.send(method, "/user-feedback", as: caller).status == 400)
        }
        #expect(try await chat.everything() == before)
    }

    /// For each operation, the status and whether the object is reached: owner, other user, admin, anonymous, direct for the
    /// owner, direct for another user.
    private static let rules: [(String, [(Int, Bool)])] = [
        ("get_session", [(200, true), (200, false), (200, true), (401, false), (200, true), (200, false)]),
        ("assemble_chat_history", [(200, true), (200, false), (200, true), (401, false), (200, true), (200, false)]),
        (
            "add_new_session_with_first_message",
            [
                (409, false), (409, false), (409, false), (401, false), (409, false), (409, false),
            ]
        ),
        (
            "add_message_to_existing_session",
            [
                (200, true), (404, false), (200, true), (401, false), (200, true), (404, false),
            ]
        ),
        ("update_session", [(200, true), (404, false), (200, true), (401, false), (200, true), (404, false)]),
        ("delete_session", [(200, true), (200, false), (200, true), (401, false), (200, true), (200, false)]),
        (
            "list_sessions_by_user_id",
            [
                (200, true), (200, false), (200, true), (401, false), (200, true), (200, false),
            ]
        ),
        (
            "list_all_sessions_by_user_id",
            [
                (200, true), (200, false), (200, true), (401, false), (200, true), (200, false),
            ]
        ),
        ("list_all_sessions", [(403, false), (403, false), (200, true), (401, false), (200, true), (200, true)]),
        ("update_review_session", [(403, false), (403, false), (200, true), (401, false), (200, true), (200, true)]),
        ("delete_review_session", [(403, false), (403, false), (200, true), (401, false), (200, true), (200, true)]),
        (
            "download_all_sessions_csv",
            [
                (403, false), (403, false), (200, true), (401, false), (200, true), (200, true),
            ]
        ),
        ("POST /user-feedback", [(200, true), (404, false), (200, true), (401, false), (200, true), (200, true)]),
        ("DELETE /user-feedback", [(200, true), (200, false), (200, true), (401, false), (200, true), (200, true)]),
        ("GET /user-feedback", [(403, false), (403, false), (200, true), (401, false), (200, true), (200, true)]),
    ]

    private static let cases: [Case] = rules.flatMap { operation, answers in
        zip(Case.Asker.allCases, answers).map { Case(operation: operation, asker: $0, status: $1.0, reaches: $1.1) }
    }

    @Test("the matrix names every operation")
    func complete() throws {
        #expect(
            Set(Self.rules.map(\.0)).subtracting(["POST /user-feedback", "DELETE /user-feedback", "GET /user-feedback"])
                == Set(try Chat().service.operations.handlers.keys))
    }

    @Test("an object is reached by its owner, admins and direct callers who may, and by nobody else", arguments: cases)
    func matrix(_ current: Case) async throws {
        let chat = try Chat()
        let review = try await prepare(chat)
        let before = try await chat.everything()
        let answer = try await ask(chat, current, review: review)
        #expect(answer.status == current.status)
        let after = try await chat.everything()
        #expect(Self.reached(answer, current.operation, changed: before != after) == current.reaches)
        if !current.reaches { #expect(after == before) }
        switch current.status {
        case 401: #expect(answer.body == "Please sign in")
        case 403: #expect(answer.body == "Only administrators may do this")
        default: break
        }
    }

    @Test("an object of somebody else answers exactly as a missing one", arguments: rules.map(\.0))
    func indistinguishable(operation: String) async throws {
        guard operation != "add_new_session_with_first_message" else { return }
        let there = try Chat()
        let review = try await prepare(there)
        let current = Case(operation: operation, asker: .otherUser, status: 0, reaches: false)
        #expect(
            try await ask(there, current, review: review) == (try await ask(try Chat(), current, review: review)))
    }

    @Test("anonymous callers share one local identity where the mode is open")
    func openMode() async throws {
        let chat = try Chat(mode: .open)
        try await chat.create("s1", as: .anonymous)
        #expect(try await chat.session("s1", as: .anonymous)["user_id"] == "local")
        #expect(try await chat.session("s1", as: .alice) == [:])
    }

    @Test("a group whose name only contains that of the admins gives no rights")
    func groupNames() async throws {
        let chat = try Chat()
        let almost = Caller.user(id: "eve", groups: ["AdminUsersOfOtherApp", "Admin", "adminusers"])
        let answer = try await chat.ask(
            "list_all_sessions", ["start_time": "2026-01-01", "end_time": "2026-12-31"], as: almost)
        #expect(answer == Answer(403, "Only administrators may do this"))
    }

    // MARK: - Steps

    private func prepare(_ chat: Chat) async throws -> String {
        try await chat.create("s1", ["user_prompt": "Q", "bot_response": "A", "message_id": "M"])
        try await chat.rate("M", in: "s1")
        let review = try await chat.ask(
            "update_review_session", ["session_id": "s1", "review_id": "", "user_id": "ada"], as: .admin)
        return review.body["review_id"]?.string ?? ""
    }

    private func ask(_ chat: Chat, _ current: Case, review: String) async throws -> Answer {
        let caller = current.asker.caller
        let target: JSONObject = ["session_id": "s1", "message_id": "M"]
        switch current.operation {
        case "POST /user-feedback": return try await chat.rate("M", in: "s1", "negative", as: caller)
        case "DELETE /user-feedback":
            return try await chat.send("DELETE", "/user-feedback", .object(target), as: caller)
        case "GET /user-feedback": return try await chat.send("GET", "/user-feedback", as: caller)
        default: break
        }
        var arguments: JSONObject = [
            "session_id": "s1", "user_id": current.asker.userID, "title": "Taken over", "start_time": "2026-01-01",
            "end_time": "2026-12-31", "new_chat_entry": Chat.entry("New", "Entry"),
        ]
        switch current.operation {
        case "update_session": arguments["new_chat_entry"] = "Prompt"
        case "update_review_session": arguments["review_id"] = ""
        case "delete_review_session": arguments["review_id"] = .string(review)
        default: break
        }
        return try await chat.ask(current.operation, arguments, as: caller)
    }

    private static func reached(_ answer: Answer, _ operation: String, changed: Bool) -> Bool {
        switch operation {
        case "get_session": answer.body["pk_session_id"] == "s1"
        case "assemble_chat_history", "list_sessions_by_user_id", "list_all_sessions_by_user_id", "list_all_sessions":
            answer.body.array?.isEmpty == false
        case "GET /user-feedback": answer.body["Items"]?.array?.isEmpty == false
        case "download_all_sessions_csv": answer.body["status"] == "completed"
        default: changed
        }
    }
}
