import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("list_all_sessions")
struct AdminListingTests {
    /// Three sessions: one with feedback, one reviewed by ada, one with neither.
    private func chat() async throws -> Chat {
        let chat = try Chat()
        for (number, time) in ["2026-08-31T23:59:59.900000Z", "2026-10-15T12:00:00Z", "2026-11-21T08:00:00Z"]
            .enumerated()
        {
            chat.clock.set(time)
            let id = try await chat.create("s\(number)", as: number == 1 ? .bob : .alice)
            if number == 0 { try await chat.rate(id, in: "s0") }
        }
        _ = try await chat.ask("update_review_session", ["session_id": "s1", "review_id": ""], as: .admin)
        return chat
    }

    private func list(_ chat: Chat, _ extra: JSONObject = [:], as caller: Caller = .admin) async throws -> Answer {
        var arguments: JSONObject = [
            "start_time": "2026-08-01T00:00:00", "end_time": "2026-11-30T23:59:59", "has_feedback": "any",
            "has_review": "any",
        ]
        for (name, value) in extra { arguments[name] = value }
        return try await chat.ask("list_all_sessions", arguments, as: caller)
    }

    private func ids(_ answer: Answer) -> [String] {
        (answer.body["items"] ?? answer.body).array?.compactMap { $0["session_id"]?.string } ?? []
    }

    @Test("lists everybody's sessions, newest first, over months that have none")
    func elements() async throws {
        let chat = try await chat()
        let row = try #require(try await chat.row("s1"))
        let review = try #require(row["review_by:ada"]?.string)
        #expect(
            try await list(chat)
                == Answer(
                    200,
                    [
                        [
                            "session_id": "s2", "title": "Greetings", "time_stamp": "2026-11-21T08:00:00.000000Z",
                            "has_feedback": "No", "has_review": "No", "review_id": "",
                        ],
                        [
                            "session_id": "s1", "title": "Greetings", "time_stamp": "2026-10-15T12:00:00.000000Z",
                            "has_feedback": "No", "has_review": "Yes", "review_id": .string(review),
                        ],
                        [
                            "session_id": "s0", "title": "Greetings", "time_stamp": "2026-08-31T23:59:59.900000Z",
                            "has_feedback": "Yes", "has_review": "No", "review_id": "",
                        ],
                    ]))
    }

    private static let filterCases: [(JSONObject, [String])] = [
        (["has_feedback": "yes"], ["s0"]), (["has_feedback": "no"], ["s2", "s1"]), (["has_review": "yes"], ["s1"]),
        (["has_review": "no"], ["s2", "s0"]), (["has_review": "no", "has_feedback": "no"], ["s2"]),
        (["has_feedback": "Yes"], ["s2", "s1", "s0"]), (["has_feedback": ""], ["s2", "s1", "s0"]),
    ]

    @Test("exactly yes and no filter", arguments: filterCases)
    func filters(filter: JSONObject, expected: [String]) async throws {
        #expect(ids(try await list(try await chat(), filter)) == expected)
    }

    @Test("reviews count when they are the asking admin's, or anybody's when asked so")
    func reviewScope() async throws {
        let chat = try await chat()
        #expect(ids(try await list(chat, ["has_review": "yes"], as: .secondAdmin)) == [])
        #expect(
            ids(try await list(chat, ["has_review": "yes", "review_scope": "any"], as: .secondAdmin)) == ["s1"])
        #expect(
            ids(try await list(chat, ["has_review": "no", "review_scope": "any"], as: .secondAdmin)) == ["s2", "s0"])
    }

    @Test("range bounds without a fraction include their whole second")
    func wholeSecond() async throws {
        let chat = try await chat()
        #expect(
            ids(
                try await list(
                    chat, ["start_time": "2026-08-31T00:00:00", "end_time": "2026-08-31T23:59:59"])) == ["s0"])
        #expect(
            ids(
                try await list(
                    chat, ["start_time": "2026-08-31T00:00:00", "end_time": "2026-08-31T23:59:59.5"])) == [])
    }

    @Test("a range that ends before it begins holds nothing")
    func backwards() async throws {
        let chat = try await chat()
        #expect(
            try await list(chat, ["start_time": "2026-11-30", "end_time": "2026-08-01"]) == Answer(200, []))
    }

    @Test(
        "a page is full although the filter drops most, and pages have neither gap nor repeat",
        arguments: [
            JSONObject(), ["has_feedback": "yes"],
        ])
    func pages(filter: JSONObject) async throws {
        let chat = try Chat()
        var expected: [String] = []
        for number in 0..<40 {
            chat.clock.advance(.seconds(86_400 * 3))
            let id = try await chat.create("s\(number)")
            if number.isMultiple(of: 4) { try await chat.rate(id, in: "s\(number)") }
            if number.isMultiple(of: 4) || filter.isEmpty { expected.insert("s\(number)", at: 0) }
        }
        var arguments = filter
        arguments["end_time"] = "2027-12-31"
        arguments["limit"] = 3
        arguments["cursor"] = .null
        var seen: [String] = []
        while seen.count < 100 {
            let answer = try await list(chat, arguments)
            let page = ids(answer)
            guard let next = answer.body["next_cursor"], !next.isNull else {
                seen += page
                break
            }
            #expect(page.count == 3)
            seen += page
            arguments["cursor"] = next
        }
        #expect(seen == expected)
    }

    @Test("250 sessions come unless a limit says otherwise")
    func defaultLimit() async throws {
        let chat = try Chat()
        for number in 0..<252 { try await chat.create("s\(number)") }
        #expect(ids(try await list(chat)).count == 250)
        #expect(ids(try await list(chat, ["limit": 252])).count == 252)
    }

    @Test("the first page costs two calls of the store, and one for each further month that fills it")
    func cost() async throws {
        let (chat, tables) = try Chat.watched()
        for number in 0..<30 { try await chat.create("s\(number)") }
        _ = try await list(chat)
        tables.reset()
        #expect(ids(try await list(chat, ["limit": 20])).count == 20)
        #expect(tables.calls <= 2)
    }

    @Test("a filter that few sessions match ends a page in a bounded number of calls, and cursors lead to all of them")
    func boundedPages() async throws {
        let (chat, tables) = try Chat.watched()
        var expected: [String] = []
        for number in 0..<120 {
            // Months without sessions lie between.
            chat.clock.advance(.seconds(86_400 * (number == 60 ? 1500 : 1)))
            let id = try await chat.create("s\(number)")
            if number.isMultiple(of: 40) {
                try await chat.rate(id, in: "s\(number)")
                expected.insert("s\(number)", at: 0)
            }
        }
        _ = try await list(chat)
        tables.endPages(after: 1)
        var arguments: JSONObject = [
            "has_feedback": "yes", "start_time": "2020-01-01", "end_time": "2039-12-31", "cursor": .null,
        ]
        var seen: [String] = []
        var pages = 0
        repeat {
            tables.reset()
            let answer = try await list(chat, arguments)
            // Of months that have more 40, and one for each month that ends.
            #expect(tables.calls <= 41 + 60)
            seen += ids(answer)
            arguments["cursor"] = answer.body["next_cursor"]
            pages += 1
        } while arguments["cursor"]?.isNull == false && pages < 20
        #expect(seen == expected)
        #expect(pages > 2 && pages < 20)
    }

    @Test("a cursor made with another filter is refused")
    func cursorBinding() async throws {
        let chat = try await chat()
        let cursor = try #require(try await list(chat, ["limit": 1, "envelope": true]).body["next_cursor"])
        #expect(
            try await list(chat, ["limit": 1, "cursor": cursor, "has_feedback": "no"])
                == Answer(400, "cursor is not one that was given for this list"))
    }

    @Test("without the index by month it works by scan, and says so in the log")
    func withoutIndex() async throws {
        let schemas = Chat.schema.tables.map { schema in
            TableSchema(
                schema.name, partitionKey: schema.partitionKey, sortKey: schema.sortKey,
                indexes: schema.indexes.filter { $0.name != ChatSessionsSchema.sessionsByMonth })
        }
        let chat = try Chat(schemas: schemas)
        for number in 0..<5 {
            chat.clock.advance(.seconds(1))
            try await chat.create("s\(number)")
        }
        let first = try await list(chat, ["limit": 2, "envelope": true])
        #expect(ids(first) == ["s4", "s3"])
        let cursor = try #require(first.body["next_cursor"])
        #expect(ids(try await list(chat, ["limit": 9, "cursor": cursor])) == ["s2", "s1", "s0"])
        #expect(chat.log.text.contains("by a scan"))
    }

    private static let badRequests: [(JSONObject, String)] = [
        (JSONObject([("start_time", JSON.null)]), "start_time is required"),
        (["end_time": nil], "end_time is required"),
        (["start_time": "yesterday"], "start_time must be a date and time such as 2026-11-21T01:33:24Z"),
        (["end_time": 7], "end_time must be a string, not a number"),
        (["has_review": true], "has_review must be a string, not a boolean"),
        (["review_scope": "all"], "review_scope must be own or any"),
    ]

    @Test("names what is missing or wrong", arguments: badRequests)
    func badInput(extra: JSONObject, message: String) async throws {
        #expect(try await list(try Chat(), extra) == Answer(400, .string(message)))
    }
}
