import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("get_session and assemble_chat_history")
struct HistoryTests {
    @Test("a session that does not exist is an empty object, with status 200")
    func missing() async throws {
        #expect(
            try await Chat().ask("get_session", ["session_id": "s1", "user_id": "alice"]) == Answer(200, [:]))
    }

    @Test("a store that cannot be reached is an error, never an empty object", arguments: 1...2)
    func storeDown(call: Int) async throws {
        let (chat, tables) = try Chat.watched()
        try await chat.create("s1")
        tables.reset { current throws(TableError) in
            if current.number == call { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        let answer = try await chat.ask("get_session", ["session_id": "s1"])
        #expect(answer == Answer(503, "The store cannot be reached. Please try again."))
    }

    @Test("sixty messages of 30 KB come back, all sixty, in order")
    func manyPages() async throws {
        let chat = try Chat()
        let text = String(repeating: "y", count: 30 * 1024)
        try await chat.create("s1", Chat.entry("1", text))
        for number in 2...60 { try await chat.append("s1", Chat.entry("\(number)", text)) }
        let history = try #require(try await chat.session("s1")["chat_history"]?.array)
        #expect(history.map { $0["user"]?.string } == (1...60).map { "\($0)" })
        #expect(history.allSatisfy { $0["chatbot"]?.string == text })
    }

    @Test("a message just stored is there although the index lags")
    func lag() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await chat.create("s1")
        try await chat.append("s1")
        #expect(try await chat.prompts("s1") == ["Hello?", "More?"])
    }

    @Test("a history is whole while a part of it is not in the index yet, and after")
    func partialLag() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await chat.create("s1", Chat.entry("1", ""))
        for number in 2...20 {
            chat.clock.advance(.seconds(10))
            try await chat.append("s1", Chat.entry("\(number)", ""))
            #expect(try await chat.prompts("s1") == (1...number).map { "\($0)" })
        }
        chat.clock.advance(.seconds(3600))
        #expect(try await chat.prompts("s1") == (1...20).map { "\($0)" })
    }

    @Test("an answer that completes a prompt is there although the index still shows the prompt alone")
    func completionLag() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await chat.create("s1")
        _ = try await chat.ask("update_session", ["session_id": "s1", "message_id": "M", "new_chat_entry": "Q"])
        chat.clock.advance(.seconds(40))
        try await chat.append("s1", ["user_prompt": "Q", "bot_response": "A", "message_id": "M"])
        #expect(try await chat.session("s1")["chat_history"]?[1]?["chatbot"] == "A")
    }

    @Test("a session made anew with the id of a deleted one does not show the old messages while the index lags")
    func ghosts() async throws {
        let chat = try Chat(indexDelay: .seconds(5))
        try await chat.create("s1", Chat.entry("Old", ""))
        try await chat.append("s1", Chat.entry("Older", ""))
        chat.clock.advance(.seconds(60))
        _ = try await chat.ask("delete_session", ["session_id": "s1"])
        try await chat.create("s1", Chat.entry("New", ""))
        #expect(try await chat.prompts("s1") == ["New"])
    }

    @Test("of a history too large for one response the newest messages come, and a cursor to the older ones")
    func oversized() async throws {
        let chat = try Chat()
        let text = String(repeating: "z", count: 300 * 1024)
        try await chat.create("s1", Chat.entry("1", text))
        for number in 2...30 { try await chat.append("s1", Chat.entry("\(number)", text)) }
        var arguments: JSONObject = ["session_id": "s1"]
        var pages: [[String?]] = []
        repeat {
            let answer = try await chat.ask("get_session", arguments)
            #expect(answer.body.serialized().count < 6_000_000)
            pages.append(answer.body["chat_history"]?.array?.map { $0["user"]?.string } ?? [])
            arguments["cursor"] = answer.body["next_cursor"]
        } while arguments["cursor"] != nil && pages.count < 5
        #expect(pages.count == 2)
        #expect(pages.reversed().flatMap { $0 } == (1...30).map { "\($0)" })
    }

    @Test("assemble_chat_history leaves out the oldest messages where one response cannot carry all, and says so")
    func oversizedAssembly() async throws {
        let chat = try Chat()
        let text = String(repeating: "z", count: 300 * 1024)
        try await chat.create("s1", Chat.entry("1", text))
        for number in 2...30 { try await chat.append("s1", Chat.entry("\(number)", text)) }
        let handler = try #require(chat.service.operations.handlers["assemble_chat_history"])
        let response = try await handler(
            Operation(name: "assemble_chat_history", arguments: ["session_id": "s1"], caller: .alice))
        let answer = Answer(response)
        #expect(answer.body.serialized().count < 6_000_000)
        let prompts = Self.typedPrompts(answer.body)
        #expect(prompts.count > 10 && prompts == (1...30).suffix(prompts.count).map { "\($0)" })

        let cursor = try #require(response.headers["X-Next-Cursor"])
        let earlier = try await chat.ask(
            "assemble_chat_history", ["session_id": "s1", "cursor": .string(cursor)])
        #expect(earlier.body["next_cursor"]?.isNull == true)
        #expect(Self.typedPrompts(earlier.body["items"]) + prompts == (1...30).map { "\($0)" })
    }

    private static func typedPrompts(_ items: JSON?) -> [String] {
        items?.array?.compactMap { $0["M"]?["user"]?["S"]?.string } ?? []
    }

    @Test("assemble_chat_history comes in pages for those who ask for them, each message once")
    func pagedAssembly() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await chat.create("s1", Chat.entry("1", ""))
        for number in 2...9 {
            chat.clock.advance(.seconds(10))
            try await chat.append("s1", Chat.entry("\(number)", ""))
        }
        var arguments: JSONObject = ["session_id": "s1", "limit": 2, "cursor": nil]
        var pages: [[String]] = []
        repeat {
            let answer = try await chat.ask("assemble_chat_history", arguments)
            pages.append(Self.typedPrompts(answer.body["items"]))
            arguments["cursor"] = answer.body["next_cursor"]
        } while arguments["cursor"]?.isNull == false && pages.count < 10
        #expect(pages == [["8", "9"], ["6", "7"], ["4", "5"], ["2", "3"], ["1"]])
    }

    @Test("assemble_chat_history refuses a wrong cursor and a wrong limit")
    func wrongPageOfAssembly() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        #expect(
            try await chat.ask("assemble_chat_history", ["session_id": "s1", "cursor": "abc"])
                == Answer(400, "cursor is not one that was given for this list"))
        #expect(
            try await chat.ask("assemble_chat_history", ["session_id": "s1", "limit": 0])
                == Answer(400, "limit must be an integer from 1 to 1000"))
    }

    @Test(
        "a page reads the messages that it shows and the index page that they end on, whatever the session's length",
        arguments: [40, 120], [Duration.zero, .milliseconds(100)])
    func pageCost(length: Int, pause: Duration) async throws {
        let (chat, tables) = try Chat.watched()
        let text = String(repeating: "z", count: 300 * 1024)
        try await chat.create("s1", Chat.entry("1", text))
        for number in 2...length {
            chat.clock.advance(pause)
            try await chat.append("s1", Chat.entry("\(number)", text))
        }
        var arguments: JSONObject = ["session_id": "s1"]
        var shown: [String?] = []
        repeat {
            tables.reset()
            let answer = try await chat.ask("get_session", arguments)
            let page = answer.body["chat_history"]?.array?.map { $0["user"]?.string } ?? []
            // A page of a query holds 1 MB: three of these.
            #expect(tables.itemsRead <= page.count + 4)
            #expect(tables.calls <= 3 + page.count / 3)
            shown = page + shown
            arguments["cursor"] = answer.body["next_cursor"]
        } while arguments["cursor"] != nil && shown.count < 200
        #expect(shown == (1...length).map { "\($0)" })
    }

    @Test("messages of the same microsecond are all shown where a page ends between them")
    func ties() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let text = String(repeating: "z", count: 300 * 1024)
        for number in 1...40 {
            try await chat.tables.put(
                "messages",
                item: [
                    "pk_message_id": .string("m\(number)"), "sk_session_id": "s1", "bot_response": .string(text),
                    "user_prompt": .string("\(number)"),
                    "created_at": number % 2 == 0 ? "2030-01-01T00:00:00.000001" : "2030-01-01T00:00:00.000001Z",
                ])
        }
        var arguments: JSONObject = ["session_id": "s1"]
        var shown: [String] = []
        var pages = 0
        repeat {
            let answer = try await chat.ask("get_session", arguments)
            shown += answer.body["chat_history"]?.array?.compactMap { $0["user"]?.string } ?? []
            arguments["cursor"] = answer.body["next_cursor"]
            pages += 1
        } while arguments["cursor"] != nil && pages < 10
        #expect(shown.sorted() == ((1...40).map { "\($0)" } + ["Hello?"]).sorted())
    }

    @Test("a cursor of another session is refused")
    func foreignCursor() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answer = try await chat.ask("get_session", ["session_id": "s1", "cursor": "abc"])
        #expect(answer == Answer(400, "cursor is not one that was given for this list"))
    }

    @Test("an admin sees the feedback on each message, everybody else an empty object")
    func feedback() async throws {
        let chat = try Chat()
        let id = try await chat.create("s1")
        try await chat.append("s1")
        try await chat.rate(id, in: "s1")
        let seen = try await chat.session("s1", as: .admin)["chat_history"]?.array?.map { $0["userFeedback"] }
        #expect(
            seen == [
                [
                    "feedbackType": "Positive", "feedbackCategory": "Inaccurate", "feedbackMessage": "Not quite.",
                    "feedbackRank": "4",
                ],
                ["feedbackType": "", "feedbackCategory": "", "feedbackMessage": "", "feedbackRank": ""],
            ])
        let own = try await chat.session("s1")["chat_history"]?.array?.map { $0["userFeedback"] }
        #expect(own == [[:], [:]])
    }

    @Test("what is not ASCII comes back as it was, and sources with their numbers to the last digit")
    func exact() async throws {
        let chat = try Chat()
        let sources: JSON = [["score": 0.30000000000000004, "page": 12, "tags": ["é", "漢", nil, true]]]
        try await chat.create(
            "s1", ["user_prompt": "Ça va? 🙂\u{0}\n\"", "bot_response": "", "sources": sources], title: "Été")
        let session = try await chat.session("s1")
        #expect(session["title"] == "Été")
        #expect(session["chat_history"]?[0]?["user"] == "Ça va? 🙂\u{0}\n\"")
        let metadata = try #require(session["chat_history"]?[0]?["metadata"]?.string)
        #expect(try JSON(parsing: metadata) == sources)
    }

    @Test("assemble_chat_history answers typed JSON, bare for direct callers")
    func typed() async throws {
        let chat = try Chat()
        try await chat.create("s1", ["user_prompt": "Q", "bot_response": "A", "sources": [["x": 1]]])
        let operation = Operation(
            name: "assemble_chat_history", arguments: ["session_id": "s1"], caller: .direct, requestID: "r")
        let handler = try #require(chat.service.operations.handlers["assemble_chat_history"])
        let response = try await handler(operation)
        #expect(
            Answer(response)
                == Answer(200, [["M": ["user": ["S": "Q"], "chatbot": ["S": "A"], "metadata": ["S": "[]"]]]]))
        #expect(response.isBareForDirectCallers)
    }

    @Test("assemble_chat_history of a session that does not exist is an empty array")
    func typedMissing() async throws {
        #expect(try await Chat().ask("assemble_chat_history", ["session_id": "s1"]) == Answer(200, []))
    }
}
