import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("update_review_session and delete_review_session")
struct ReviewTests {
    private func review(
        _ chat: Chat, _ extra: JSONObject = [:], as caller: Caller = .admin
    ) async throws -> Answer {
        var arguments: JSONObject = ["session_id": "s1", "review_id": "", "user_id": "ignored"]
        for (name, value) in extra { arguments[name] = value }
        return try await chat.ask("update_review_session", arguments, as: caller)
    }

    @Test("an empty id creates a review under the documented names")
    func creates() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let answer = try await review(chat, ["comments": "Good."])
        let id = try #require(answer.body["review_id"]?.string)
        #expect(id.wholeMatch(of: #/REVIEW-\d{10}-[0-9a-f]{8}/#) != nil)
        #expect(answer == Answer(200, ["review_id": .string(id), "session_id": "s1"]))
        #expect(
            try await chat.items("reviews") == [
                [
                    "pk_review_id": .string(id), "session_id": "s1", "reviewed_by": "ada", "comments": "Good.",
                    "reviewed_at": "2026-11-21T08:00:00.000001Z",
                ]
            ])
    }

    @Test("two creations by the same admin, also at the same time, give one review")
    func onePerReviewer() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let ids = try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 1...8 { group.addTask { try await review(chat).body["review_id"] } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await chat.items("reviews").count == 1)
    }

    @Test("each admin has a review of their own")
    func twoReviewers() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let first = try await review(chat)
        let second = try await review(chat, as: .secondAdmin)
        #expect(first != second)
        #expect(try await chat.items("reviews").count == 2)
    }

    @Test(
        "no session shows who has reviewed it, whatever the admins' ids begin with",
        arguments: ["\u{301}x", "\u{20DD}", "x\u{301}"])
    func hidden(id: String) async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let admin = Caller.user(id: id, groups: ["AdminUsers"])
        let review = try #require(try await review(chat, as: admin).body["review_id"])
        let seen = try await chat.session("s1")
        #expect(!seen.text.contains("review_by") && !seen.text.contains(review.text))
        let own = try await chat.ask("get_session", ["session_id": "s1", "user_id": "ignored"], as: admin)
        #expect(own.body["review"]?["review_id"] == review)
    }

    @Test("admins whose ids only look the same have a review of their own each")
    func alikeAdmins() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let callers = ["\u{E9}", "e\u{301}"].map { Caller.user(id: $0, groups: ["AdminUsers"]) }
        var ids: Set<JSON> = []
        for caller in callers { ids.insert(try #require(try await review(chat, as: caller).body["review_id"])) }
        #expect(ids.count == 2)
        let id = try await review(chat, as: callers[0]).body["review_id"]
        let foreign = try await review(chat, ["review_id": id ?? .null], as: callers[1])
        #expect(foreign.status == 404, "the review of an admin who only looks the same")
    }

    @Test("an admin reads the own review with the session, and nobody else does")
    func readAgain() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let id = try #require(try await review(chat, ["comments": "Good."]).body["review_id"])
        func read(as caller: Caller) async throws -> JSON? {
            try await chat.ask("get_session", ["session_id": "s1", "user_id": "ignored"], as: caller).body["review"]
        }
        #expect(
            try await read(as: .admin)
                == ["review_id": id, "comments": "Good.", "reviewed_at": "2026-11-21T08:00:00.000001Z"])
        #expect(try await read(as: .secondAdmin) == nil)
        _ = try await chat.ask(
            "delete_review_session", ["review_id": id, "session_id": "s1", "user_id": "ignored"], as: .admin)
        #expect(try await read(as: .admin) == nil)
    }

    @Test("an id renews the review and keeps comments that are not sent")
    func renews() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let id = try #require(try await review(chat, ["comments": "Good."]).body["review_id"])
        chat.clock.advance(.seconds(60))
        #expect(try await review(chat, ["review_id": id]) == Answer(200, ["review_id": id, "session_id": "s1"]))
        let item = try #require(try await chat.items("reviews").first)
        #expect(item["comments"] == "Good.")
        #expect(item["reviewed_at"] == "2026-11-21T08:01:00.000000Z")
    }

    @Test("an id of another admin, of another session or of nothing is not found, and nothing changes")
    func unknownID() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        try await chat.create("s2")
        let id = try #require(try await review(chat).body["review_id"])
        let before = try await chat.everything()
        let missing = Answer(404, "review_id names no review of yours for this session")
        #expect(try await review(chat, ["review_id": "REVIEW-1-2"]) == missing)
        #expect(try await review(chat, ["review_id": id], as: .secondAdmin) == missing)
        #expect(try await review(chat, ["review_id": id, "session_id": "s2"]) == missing)
        #expect(try await chat.everything() == before)
    }

    @Test("a session that does not exist cannot be reviewed")
    func noSession() async throws {
        let chat = try Chat()
        #expect(try await review(chat) == Answer(404, "session_id names no session"))
        #expect(try await chat.everything().isEmpty)
    }

    @Test("deleting removes the review and its flag, and may be repeated")
    func deletes() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let id = try #require(try await review(chat).body["review_id"]?.string)
        for _ in 1...2 {
            #expect(
                try await chat.ask(
                    "delete_review_session", ["session_id": "s1", "review_id": .string(id)], as: .admin)
                    == Answer(200, .string("Review \(id) deleted.")))
            #expect(try await chat.items("reviews").isEmpty)
            #expect(try await chat.row("s1")?["review_by:ada"] == nil)
        }
    }

    @Test("deleting a review under another session's id leaves it alone")
    func deletesOfOtherSession() async throws {
        let chat = try Chat()
        try await chat.create("s1")
        let id = try #require(try await review(chat).body["review_id"])
        let before = try await chat.everything()
        _ = try await chat.ask("delete_review_session", ["session_id": "s2", "review_id": id], as: .admin)
        #expect(try await chat.everything() == before)
    }

    @Test("the records of background jobs in the same table cannot be reached as reviews")
    func records() async throws {
        let chat = try Chat()
        #expect(
            try await chat.ask(
                "delete_review_session", ["session_id": "s1", "review_id": "colloquy#upgrade"], as: .admin)
                == Answer(400, "review_id may contain only printable ASCII without spaces, #, < and !"))
    }

    private static let badRequests: [(JSONObject, String)] = [
        (JSONObject([("review_id", JSON.null)]), "review_id is required; empty creates one"),
        (["session_id": nil], "session_id is required"),
        (["comments": 1], "comments must be a string, not a number"),
    ]

    @Test("names what is missing or wrong", arguments: badRequests)
    func badInput(extra: JSONObject, message: String) async throws {
        #expect(try await review(try Chat(), extra) == Answer(400, .string(message)))
    }
}
