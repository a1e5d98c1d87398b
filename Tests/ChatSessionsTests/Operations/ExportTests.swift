import AWSServices
import Foundation
import Gateway
import HTTPTransport
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import ChatSessions

@Suite("download_all_sessions_csv")
struct ExportTests {
    private static let bounds: JSONObject = [
        "start_time": "2026-11-01T00:00:00", "end_time": "2026-11-30T23:59:59",
    ]
    private static let key = "all-sessions-2026-11-01T00:00:00-2026-11-30T23:59:59.csv"
    private static let link: JSON = .string("https://exports.example/\(key)?seconds=600")

    private func download(_ chat: Chat, _ arguments: JSONObject = bounds) async throws -> Answer {
        try await chat.ask("download_all_sessions_csv", arguments, as: .admin)
    }

    @Test("writes a row for each message, all cells quoted, lines ended by CRLF")
    func rows() async throws {
        let chat = try Chat()
        let id = try await chat.create(
            "s1", ["user_prompt": "Say \"hi\", please\nnow", "bot_response": "hi", "response_time": 1.5])
        try await chat.rate(id, in: "s1")
        let review = try await chat.ask(
            "update_review_session", ["session_id": "s1", "review_id": "", "comments": "ok"], as: .admin
        ).body["review_id"]?.string
        chat.clock.advance(.seconds(1))
        let second = try await chat.append("s1")
        #expect(try await download(chat) == Answer(200, ["status": "completed", "download_url": Self.link]))
        let session = #""s1","alice","Greetings","2026-11-21T08:00:00.000000Z","2026-11-21T08:00:01.000000Z","2""#
        let reviewed = "\"\(review ?? "")\",\"ada\",\"ok\",\"2026-11-21T08:00:00.000002Z\""
        #expect(
            chat.exports.text(at: Self.key) == """
                \u{FEFF}"SessionID","UserID","Title","CreatedAt","UpdatedAt","MessageCount","MessageID","UserPrompt",\
                "BotResponse","MessageCreatedAt","ResponseTime","FeedbackType","FeedbackCategory","FeedbackMessage",\
                "FeedbackRank","FeedbackCreatedAt","ReviewID","ReviewedBy","ReviewComments","ReviewedAt"\r
                \(session),"\(id)","Say ""hi"", please
                now","hi","2026-11-21T08:00:00.000000Z","1.5","positive","Inaccurate","Not quite.","4",\
                "2026-11-21T08:00:00.000001Z",\(reviewed)\r
                \(session),"\(second)","More?","Yes.","2026-11-21T08:00:01.000000Z","0","","","","","",\(reviewed)\r

                """)
    }

    @Test("a session without messages has one row with blanks")
    func blanks() async throws {
        let chat = try Chat()
        try await chat.tables.put("sessions", item: OriginalItemsTests.session("s1", "2026-11-05T00:00:00", count: "0"))
        _ = try await download(chat)
        let line = chat.exports.text(at: Self.key)?.split(separator: "\r\n").last
        #expect(
            line.map(String.init)
                == #""s1","alice","Old","2026-11-05T00:00:00.000000Z","2026-11-05T00:00:00.000000Z","0""#
                + String(repeating: ",\"\"", count: 14))
    }

    @Test(
        "text that a spreadsheet would run stays text",
        arguments: [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\r\n=1", "\n", " =1", "\u{A0}=1", "\u{FEFF}=1",
            "\u{200B}+1",
            "＝1+1", "＋1", "－1", "＠SUM(A1)", "﹦1", "−1", " \u{202E}@x",
        ])
    func formulas(text: String) async throws {
        let chat = try Chat()
        try await chat.create("s1", ["user_prompt": .string(text), "bot_response": "fine"])
        _ = try await download(chat)
        #expect(chat.exports.text(at: Self.key)?.contains("\"'\(text)\"") == true)
    }

    @Test("a control character that no cell can hold is seen as missing, and does not hide a formula")
    func controls() async throws {
        let chat = try Chat()
        try await chat.create("s1", ["user_prompt": "a\u{0}b\u{1B}c\td", "bot_response": "\u{0}=1"])
        _ = try await download(chat)
        #expect(chat.exports.text(at: Self.key)?.contains("\"a\u{FFFD}b\u{FFFD}c\td\",\"'\u{FFFD}=1\"") == true)
    }

    @Test(
        "what is longer than a cell of Excel is cut between characters, and says so",
        arguments: ["x", "é", "😀", "👩‍👩‍👧‍👦", "\""])
    func longCells(character: String) async throws {
        #expect(CSVText.text(of: String(repeating: "x", count: 32_767)).utf16.count == 32_767)
        let long = "=" + String(repeating: character, count: 40_000 / character.utf16.count)
        let cell = CSVText.text(of: long)
        #expect((32_750...32_767).contains(cell.utf16.count))
        let end = "… [cut: \(long.utf16.count + 1) characters, of which a cell holds 32767]"
        #expect(cell.hasSuffix(end))
        #expect(cell.dropLast(end.count).dropFirst(2).allSatisfy { String($0) == character })
    }

    @Test("Python's csv reads what was written, with the byte order mark as Excel wants it")
    func python() async throws {
        let chat = try Chat()
        let prompt = "Überblick, \"zwei\"\r\nZeilen\u{0}"
        try await chat.create(
            "s1", ["user_prompt": .string(prompt), "bot_response": .string(String(repeating: "漢", count: 50_000))])
        _ = try await download(chat)
        let file = try TemporaryDirectory()
        try Data(try #require(chat.exports.text(at: Self.key)).utf8).write(to: URL(filePath: file.path + "/a.csv"))
        let read = try await Python.run(
            """
            import csv, json, sys
            csv.field_size_limit(1 << 20)
            assert open(sys.argv[1], "rb").read(3) == b"\\xef\\xbb\\xbf"
            with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
                head, row = csv.reader(file)
            print(json.dumps([head[0], len(head), len(row), row[7], row[8][:2], len(row[8])]))
            """, [file.path + "/a.csv"])
        let seen = prompt.replacingOccurrences(of: "\u{0}", with: "\u{FFFD}")
        #expect(try JSON(parsing: read) == ["SessionID", 20, 20, .string(seen), "漢漢", 32_767])
    }

    @Test("covers all time without bounds")
    func unbounded() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        _ = try await download(chat, [:])
        #expect(chat.exports.keys == ["all-sessions-0000-01-01T00:00:00-9999-12-31T23:59:59.csv"])
    }

    @Test("leaves out sessions beyond the bounds")
    func bounded() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        _ = try await download(chat, ["start_time": "2026-12-01T00:00:00", "end_time": "2026-12-31T23:59:59"])
        let text = chat.exports.text(at: "all-sessions-2026-12-01T00:00:00-2026-12-31T23:59:59.csv")
        #expect(text?.split(separator: "\r\n").count == 1)
    }

    @Test("a call whose time is up leaves the rest to the next ones, which finish the same file")
    func resumes() async throws {
        let chat = try Chat()
        for number in 0..<7 {
            chat.clock.advance(.seconds(1))
            try await chat.create("s\(number)", Chat.entry("Q\(number)", ""))
            try await chat.append("s\(number)")
        }
        _ = try await download(chat)
        let whole = try #require(chat.exports.text(at: Self.key))

        let other = try Chat(engine: chat.tables, clock: chat.clock)
        var poll = Self.bounds
        var answers: [Answer] = []
        while answers.count < 20, answers.last?.body["status"] != "completed" {
            answers.append(
                try await InvocationScope.$deadline.withValue(.now + .seconds(4)) {
                    try await download(other, poll)
                })
            poll = ["job_id": "2026-11-01T00:00:00-2026-11-30T23:59:59"]
        }
        // Each call writes one session: its time is up from the start.
        #expect(answers.count == 8)
        #expect(answers.dropLast().allSatisfy { $0 == Answer(200, ["status": "processing"]) })
        #expect(other.exports.text(at: Self.key) == whole)
        #expect(other.exports.keys == [Self.key])
        #expect(try await chat.items("reviews").map { $0["pk_review_id"] } == ["colloquy#upgrade"])
    }

    @Test("a poll answers with the file that is there, and makes it where nobody has begun")
    func poll() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        var arguments = Self.bounds
        arguments["job_id"] = "2026-11-01T00:00:00-2026-11-30T23:59:59"
        let completed = Answer(200, ["status": "completed", "download_url": Self.link])
        #expect(try await download(chat, arguments) == completed)
        let made = chat.exports.text(at: Self.key)
        try await chat.append("s1")
        #expect(try await download(chat, arguments) == completed)
        #expect(chat.exports.text(at: Self.key) == made)
        // Without job_id it is made anew.
        #expect(try await download(chat) == completed)
        #expect(chat.exports.text(at: Self.key) != made)
    }

    private static let badRequests: [(JSONObject, String)] = [
        (["start_time": "x"], "start_time must be a date and time such as 2026-11-21T01:33:24Z"),
        (["job_id": "../../etc"], "job_id must be a start and an end time joined by a hyphen"),
        (["job_id": 1], "job_id must be a string, not a number"),
    ]

    @Test("names what is wrong", arguments: badRequests)
    func badInput(arguments: JSONObject, message: String) async throws {
        #expect(try await download(try Chat(), arguments) == Answer(400, .string(message)))
    }

    private static let jobIDs: [(String, String, String)] = [
        ("2026-11-01T00:00:00-2026-11-30T23:59:59", "2026-11-01T00:00:00", "2026-11-30T23:59:59"),
        ("2026-11-01-2026-11-30", "2026-11-01", "2026-11-30"),
    ]

    @Test("a job id is taken apart where both sides are times", arguments: jobIDs)
    func jobID(id: String, start: String, end: String) {
        let bounds = ExportJob.bounds(inID: id)
        #expect(bounds?.start == start)
        #expect(bounds?.end == end)
    }
}
