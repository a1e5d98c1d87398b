import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("add_new_session_with_first_message")
struct CreateTests {
    private static let operation = "add_new_session_with_first_message"

    @Test("stores the session and its first message under the documented names")
    func items() async throws {
        let chat = try Chat()
        let answer = try await chat.ask(
            Self.operation,
            [
                "session_id": "s1", "user_id": "ignored", "title": "  Weather today ",
                "new_chat_entry": [
                    "user_prompt": "Rain?", "bot_response": "No.", "response_time": 1.25,
                    "sources": [["title": "Forecast", "score": 0.8734561234567891]],
                ],
            ])
        let seconds = chat.clock.now().seconds
        let id = "MESSAGE-\(seconds)-00000001"
        #expect(answer == Answer(200, ["session_id": "s1", "message_id": .string(id)]))

        var session = try #require(try await chat.row("s1"))
        #expect(session.removeValue(forKey: "first_request") != nil)
        #expect(
            session == [
                "pk_session_id": "s1", "user_id": "alice", "title": "Weather today", "created_at": .start,
                "updated_at": .start, "message_count": 1, "month_bucket": "2026-11", "feedback_count": 0,
                "first_message_id": .string(id), "recent_\(seconds / 10)": .stringSet(["\(id)#0"]),
            ])
        var message = try #require(
            try await chat.tables.get(
                "messages", key: ["pk_message_id": .string(id), "sk_session_id": "s1"]))
        #expect(message.removeValue(forKey: "request_digest") != nil)
        #expect(
            message == [
                "pk_message_id": .string(id), "sk_session_id": "s1", "user_prompt": "Rain?", "bot_response": "No.",
                "sources": .list([.map(["title": "Forecast", "score": .number("0.8734561234567891")])]),
                "response_time": .number("1.25"), "created_at": .start,
            ])
    }

    @Test("accepts the entry under its documented name first_chat_entry")
    func documentedName() async throws {
        let chat = try Chat()
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "title": "T", "first_chat_entry": Chat.entry("A", "B")])
        #expect(answer.status == 200)
        #expect(try await chat.prompts("s1") == ["A"])
    }

    @Test("makes a session id when the caller sends none, or null", arguments: [JSONObject(), ["session_id": nil]])
    func generatedID(extra: JSONObject) async throws {
        let chat = try Chat()
        var arguments = extra
        arguments["title"] = "T"
        arguments["new_chat_entry"] = Chat.entry()
        let answer = try await chat.ask(Self.operation, arguments)
        let id = try #require(answer.body["session_id"]?.string)
        #expect(id.utf8.count == 36)
        #expect(try await chat.prompts(id) == ["Hello?"])
    }

    @Test("refuses an id that somebody else's session has, and changes nothing")
    func takeover() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let before = try await chat.everything()
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "title": "Mine now", "new_chat_entry": Chat.entry()], as: .bob)
        #expect(answer == Answer(409, "session_id is already in use"))
        #expect(try await chat.everything() == before)
    }

    @Test("refuses an id that one's own session has with another first message, in the same words")
    func ownOther() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let before = try await chat.everything()
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "title": "T", "new_chat_entry": Chat.entry("Other", "X")])
        #expect(answer == Answer(409, "session_id is already in use"))
        #expect(try await chat.everything() == before)
    }

    @Test("answers a request delivered five times alike and stores it once, even with another title")
    func replay() async throws {
        let chat = try Chat()
        var answers: [Answer] = []
        for attempt in 1...5 {
            answers.append(
                try await chat.ask(
                    Self.operation,
                    ["session_id": "s1", "title": .string("Title \(attempt)"), "new_chat_entry": Chat.entry()]))
        }
        #expect(answers == [Answer](repeating: answers[0], count: 5))
        #expect(try await chat.items("messages").count == 1)
        #expect(try await chat.session("s1")["message_count"] == 1)
    }

    @Test("finds the session of a repeated idempotency key when no session id is sent")
    func keyWithoutID() async throws {
        let chat = try Chat()
        var answers: [Answer] = []
        for _ in 1...3 {
            answers.append(
                try await chat.ask(
                    Self.operation, ["title": "T", "new_chat_entry": Chat.entry()],
                    headers: ["Idempotency-Key": "key-1"]))
        }
        #expect(answers == [Answer](repeating: answers[0], count: 3))
        #expect(try await chat.items("sessions").count == 1)
    }

    @Test("refuses a replay whose message has another id")
    func otherMessageID() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answer = try await chat.ask(
            Self.operation, ["session_id": "s1", "title": "T", "message_id": "M-2", "new_chat_entry": Chat.entry()])
        #expect(answer == Answer(409, "session_id is already in use"))
    }

    @Test("names what is missing or wrong, and writes nothing", arguments: badRequests)
    func badInput(_ bad: BadRequest) async throws {
        let chat = try Chat()
        let answer = try await chat.ask(Self.operation, bad.arguments, as: bad.caller)
        #expect(answer == Answer(400, .string(bad.message)))
        #expect(try await chat.everything().isEmpty)
    }

    @Test("refuses a message over 350 KB, naming its largest field, and writes nothing")
    func tooLarge() async throws {
        let chat = try Chat()
        let answer = try await chat.ask(
            Self.operation,
            [
                "session_id": "s1", "title": "T",
                "new_chat_entry": Chat.entry("Q", String(repeating: "x", count: 400 * 1024)),
            ])
        #expect(
            answer
                == Answer(
                    413,
                    "new_chat_entry.bot_response is too large: user_prompt, bot_response and sources may have 350 KB together, and these have 401 KB"
                ))
        #expect(try await chat.everything().isEmpty)
    }

    @Test("keeps members of sources whose names only look the same")
    func alikeNames() async throws {
        let chat = try Chat()
        let sources: JSON = [["\u{E9}": 1, "e\u{301}": 2]]
        try await chat.create("s1", ["user_prompt": "Q", "bot_response": "A", "sources": sources])
        let stored = try #require(try await chat.items("messages").first)
        #expect(stored["sources"]?.plainJSON == sources)
    }

    @Test("refuses sources that the store would not take, although their text is short, and writes nothing")
    func manySmallSources() async throws {
        let chat = try Chat()
        let element = JSON.array([JSON](repeating: 1, count: 32))
        let answer = try await chat.ask(
            Self.operation,
            [
                "session_id": "s1", "title": "T",
                "new_chat_entry": [
                    "user_prompt": "Q", "bot_response": "A", "sources": .array([JSON](repeating: element, count: 4900)),
                ],
            ])
        #expect(answer.status == 413)
        #expect(try await chat.everything().isEmpty)
    }

    @Test(
        "refuses numbers in sources that DynamoDB does not keep, however far out their exponent, and writes nothing",
        arguments: ["1e126", "1e-131", "1e-9223372036854775808", "1e9223372036854775807", "1e99999999999999999999"])
    func numbersOutOfRange(literal: String) async throws {
        let chat = try Chat()
        let number = try #require(JSONNumber(literal: literal))
        let answer = try await chat.ask(
            Self.operation,
            [
                "session_id": "s1", "title": "T",
                "new_chat_entry": ["user_prompt": "Q", "bot_response": "A", "sources": [.number(number)]],
            ])
        #expect(answer.status == 400)
        #expect(answer.body.string?.contains("sources") == true, "\(answer.body.text)")
        #expect(try await chat.everything().isEmpty)
    }

    @Test("finishes a deletion of the same id that was interrupted, and creates the session anew")
    func afterInterruptedDeletion() async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1", Chat.entry("Old", ""))
        try await chat.append("s1")
        tables.reset { call throws(TableError) in
            if call.number > 2 { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        _ = try await chat.ask("delete_session", ["session_id": "s1", "user_id": "alice"])
        tables.reset()
        #expect(try await chat.session("s1") == [:])
        try await chat.create("s1", Chat.entry("New", ""))
        #expect(try await chat.prompts("s1") == ["New"])
    }
}

struct BadRequest: Sendable, CustomTestStringConvertible {
    var arguments: JSONObject
    var caller: Caller = .alice
    var message: String
    var testDescription: String { message }
}

private let badRequests: [BadRequest] = [
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": Chat.entry()], caller: .direct, message: "user_id is required"),
    BadRequest(
        arguments: ["user_id": 5, "title": "T", "new_chat_entry": Chat.entry()],
        message: "user_id must be a string, not a number"),
    BadRequest(arguments: ["new_chat_entry": Chat.entry()], message: "title is required"),
    BadRequest(arguments: ["title": "T"], message: "new_chat_entry is required"),
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": "Hello"], message: "new_chat_entry must be an object, not a string"),
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": ["bot_response": "B"]],
        message: "new_chat_entry.user_prompt is required"),
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": ["user_prompt": "A"]],
        message: "new_chat_entry.bot_response is required"),
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": ["user_prompt": "A", "bot_response": "B", "sources": "none"]],
        message: "new_chat_entry.sources must be an array, not a string"),
    BadRequest(
        arguments: ["title": "T", "new_chat_entry": ["user_prompt": "A", "bot_response": "B", "response_time": -1]],
        message: "new_chat_entry.response_time must be a number of seconds from 0 to 1000000"),
    BadRequest(
        arguments: [
            "title": "T",
            "new_chat_entry": [
                "user_prompt": "A", "bot_response": "B",
                "sources": [.number(JSONNumber(literal: "1e400") ?? JSONNumber(0))],
            ],
        ], message: "new_chat_entry.sources must not contain numbers of more than 38 digits or beyond 1e125"),
    BadRequest(
        arguments: ["session_id": "feedback#2026-11", "title": "T", "new_chat_entry": Chat.entry()],
        message: "session_id may contain only printable ASCII without spaces, #, < and !"),
    BadRequest(
        arguments: ["session_id": "", "title": "T", "new_chat_entry": Chat.entry()],
        message: "session_id must not be empty"),
]

extension AttributeValue {
    /// The time of a ``TestClock`` that has not moved.
    static let start = AttributeValue.string(TestClock.start)
}
