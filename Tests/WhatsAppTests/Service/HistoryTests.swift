import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Histories")
struct HistoryTests {
    /// All pages of a history, the newest first.
    private func pages(_ desk: Desk, _ path: String, limit: Int) async throws -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let answer = try await desk.ask(
                "GET", path, query: [("limit", String(limit))] + (cursor.map { [("cursor", $0)] } ?? []), as: .clerk)
            guard answer.status == 200, let messages = answer.body["messages"]?.array else { throw Unexpected(answer) }
            pages.append(messages.compactMap { $0["content"]?.string })
            cursor = answer.body["next_cursor"]?.string
        } while cursor != nil
        return pages
    }

    @Test("a contact's history goes through all sessions, in pages of any size")
    func contact() async throws {
        let desk = try Desk()
        for number in 1...9 {
            let id = try await desk.arrive("\(number)", sid: "SM\(number)").conversation.session.id
            if number % 3 == 0 { _ = try await desk.store.end(session: id, as: .completed) }
        }
        try await desk.arrive("not hers", sid: "SM10", from: .ben)
        let path = "/session/+14155550100/history"
        #expect(try await pages(desk, path, limit: 4) == [["6", "7", "8", "9"], ["2", "3", "4", "5"], ["1"]])
        #expect(try await pages(desk, path, limit: 3) == [["7", "8", "9"], ["4", "5", "6"], ["1", "2", "3"]])
        desk.tables.endPages(after: 2)
        #expect(try await pages(desk, path, limit: 5) == [["5", "6", "7", "8", "9"], ["1", "2", "3", "4"]])
        for path in ["/session/+14155550111/history", "/session/nobody/history"] {
            #expect(
                try await desk.ask("GET", path, as: .clerk) == Answer(200, ["messages": [], "next_cursor": .null]))
        }
    }

    @Test("a cursor is refused where there is no such contact")
    func cursorOfNobody() async throws {
        let answer = try await Desk().ask("GET", "/session/nobody/history", query: [("cursor", "AAAA")], as: .clerk)
        #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["query", "cursor"])
    }

    @Test("a wrong limit is refused, whether or not there is such a contact", arguments: ["+14155550100", "nobody"])
    func wrongLimit(phone: String) async throws {
        for path in ["/session/\(phone)/history", "/session/\(phone)"] {
            let answer = try await Desk().ask("GET", path, query: [("limit", "1001")], as: .clerk)
            #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["query", "limit"], "\(path)")
        }
    }

    @Test("a session's history is its own, and a cursor is good for one list only")
    func session() async throws {
        let desk = try Desk()
        for number in 1...6 {
            let id = try await desk.arrive("\(number)", sid: "SM\(number)").conversation.session.id
            if number == 3 { _ = try await desk.store.end(session: id, as: .completed) }
        }
        let current = try #require(try await desk.store.conversation(with: .anna)?.session)
        let before = try #require(current.previousID)
        #expect(try await pages(desk, "/sessions/\(current.id)/messages", limit: 2) == [["5", "6"], ["4"]])
        #expect(try await pages(desk, "/sessions/\(before)/messages", limit: 2) == [["2", "3"], ["1"]])
        let cursor = try #require(
            try await desk.ask("GET", "/sessions/\(current.id)/messages", query: [("limit", "2")], as: .clerk)
                .body["next_cursor"]?.string)
        let refused = try await desk.ask(
            "GET", "/sessions/\(before)/messages", query: [("cursor", cursor)], as: .clerk)
        #expect(refused.status == 422 && refused.body["detail"]?[0]?["loc"] == ["query", "cursor"])
        #expect(
            try await desk.ask("GET", "/sessions/unknown/messages", as: .clerk)
                == Answer(404, ["detail": "Session not found"]))
    }

    @Test("who watches a session gets what has come since, with what became of the last minute's messages")
    func poll() async throws {
        let desk = try Desk()
        let id = try await desk.arrive("1", sid: "SM1").conversation.session.id
        let path = "/sessions/\(id)/messages"
        let first = try await desk.ask("GET", path, as: .clerk).body
        var position = try #require(first["position"]?.string)
        func poll(limit: Int = 50) async throws -> JSON {
            let answer = try await desk.ask(
                "GET", path, query: [("after", position), ("limit", String(limit))], as: .clerk)
            guard answer.status == 200, let next = answer.body["position"]?.string else { throw Unexpected(answer) }
            position = next
            return answer.body
        }
        func contents(_ body: JSON) -> [JSON?]? { body["messages"]?.array?.map { $0["content"] } }
        #expect(contents(try await poll()) == ["1"])
        desk.clock.advance(.seconds(61))
        try await desk.arrive("2", sid: "SM2")
        #expect(contents(try await poll()) == ["1", "2"])
        #expect(contents(try await poll()) == ["2"])
        // Stored by a machine whose clock is late.
        desk.clock.advance(.seconds(-5))
        try await Desk(clock: desk.clock, engine: desk.tables, seed: 1000).arrive("late", sid: "SM3")
        #expect(contents(try await poll()) == ["late", "2"])
        _ = try await desk.store.end(session: id, as: .completed)
        let ended = try await poll()
        #expect(ended["session"]?["status"] == "completed" && ended["has_more"] == false)
    }

    @Test("who watches a busy session gets all of it, however small the pages")
    func busyPoll() async throws {
        let desk = try Desk()
        let id = try await desk.arrive("0", sid: "SM0").conversation.session.id
        let path = "/sessions/\(id)/messages"
        var position = try #require(try await desk.ask("GET", path, as: .clerk).body["position"]?.string)
        for number in 1...7 { try await desk.arrive("\(number)", sid: "SM\(number)") }
        var seen: [String] = []
        var hasMore = true
        while hasMore {
            let body = try await desk.ask("GET", path, query: [("after", position), ("limit", "3")], as: .clerk).body
            seen += body["messages"]?.array?.compactMap { $0["content"]?.string } ?? []
            position = try #require(body["position"]?.string)
            hasMore = body["has_more"] == true
        }
        #expect(seen == (0...7).map(String.init))
    }

    @Test("a page has no more than fits into an answer, and the next goes on behind it")
    func large() async throws {
        let desk = try Desk()
        let text = String(repeating: "\"", count: 16_000)
        for number in 1...100 { try await desk.arrive("\(number) \(text)", sid: "SM\(number)") }
        let pages = try await pages(desk, "/session/+14155550100/history", limit: 1000)
        #expect(pages.count > 1)
        let numbers = pages.reversed().joined().map { Int($0.split(separator: " ")[0]) }
        let all: [Int?] = Array(1...100)
        #expect(numbers == all)
    }

    @Test(
        "parameters that make no sense are refused and named",
        arguments: [
            ("limit", "0"), ("limit", "-1"), ("limit", "many"), ("limit", "1001"), ("cursor", "x"), ("after", "x"),
        ])
    func invalid(_ name: String, _ value: String) async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        let answer = try await desk.ask("GET", "/sessions/\(id)/messages", query: [(name, value)], as: .clerk)
        #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["query", .string(name)])
    }
}
