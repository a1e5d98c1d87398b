import AWSServices
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("GET /api/assessments")
struct ListTests {
    private static let path = "/api/assessments"

    private func list(
        _ office: Office, _ query: [(String, String)] = [], as caller: Caller = .alice
    ) async throws -> (ids: [String], cursor: String?) {
        let answer = try await office.ask("GET", Self.path, query: query, as: caller)
        guard answer.status == 200 else { throw Unexpected(answer) }
        let ids = try #require(answer.body["assessments"]?.array).compactMap { $0["session_id"]?.string }
        return (ids, answer.body["next_cursor"]?.string)
    }

    @Test("shows the caller's own assessments, newest first")
    func own() async throws {
        let office = try await Office()
        var ids: [String] = []
        for _ in 0..<3 {
            ids.insert(try await office.submit(), at: 0)
            _ = try await office.submit(as: .bob)
        }
        let (own, cursor) = try await list(office)
        #expect(own == ids)
        #expect(cursor == nil)
        let answer = try await office.ask("GET", Self.path, query: [("limit", "1")])
        let row = try #require(answer.body["assessments"]?[0])
        let status = try await office.status(ids[0])
        #expect(
            row.object?.keys == [
                "session_id", "status", "current_stage", "progress", "client_name", "project_name", "industry",
                "error_message", "created_at", "updated_at",
            ])
        for (name, value) in row.object ?? [:] { #expect(status[name] == value) }
    }

    @Test("shows where each run is")
    func progress() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(
            id, ["workflow_status": "PROCESSING", "status": "GENERATING_SOW", "progress": 95, "error_message": "e"])
        let row = try await office.ask("GET", Self.path).body["assessments"]?[0]
        #expect(row?["status"] == "GENERATING_SOW")
        #expect(row?["progress"] == 95)
        #expect(row?["error_message"] == "e")
    }

    @Test("shows anonymous callers what they share, where nobody signs in")
    func anonymous() async throws {
        let office = try await Office(mode: .open)
        let shared = try await office.submit(as: .anonymous)
        _ = try await office.submit(as: .alice)
        #expect(try await list(office, as: .anonymous).ids == [shared])
    }

    @Test("gives an administrator no more than anybody")
    func admin() async throws {
        let office = try await Office()
        _ = try await office.submit()
        let own = try await office.submit(as: .admin)
        #expect(try await list(office, as: .admin).ids == [own])
        #expect(try await list(office, as: .secondAdmin).ids == [])
    }

    @Test("pages by cursor, each assessment once", arguments: [1, 2, 3, 7, 100])
    func pages(limit: Int) async throws {
        let office = try await Office()
        var expected: [String] = []
        for _ in 0..<7 { expected.insert(try await office.submit(), at: 0) }
        var ids: [String] = []
        var cursor: String?
        var pages = 0
        repeat {
            let query = [("limit", "\(limit)")] + (cursor.map { [("cursor", $0)] } ?? [])
            let page = try await list(office, query)
            #expect(page.ids.count <= limit)
            ids += page.ids
            cursor = page.cursor
            pages += 1
        } while cursor != nil && pages < 10
        #expect(ids == expected)
    }

    @Test("has twenty unless told otherwise, in at most two storage calls")
    func defaults() async throws {
        let office = try await Office()
        for _ in 0..<21 { _ = try await office.submit() }
        office.tables.reset()
        let page = try await list(office)
        #expect(page.ids.count == 20)
        #expect(page.cursor != nil)
        #expect(office.tables.calls <= 2)
    }

    @Test("leaves out what has expired, and fills the page with what has not")
    func expired() async throws {
        let office = try await Office()
        var ids: [String] = []
        for _ in 0..<6 { ids.insert(try await office.submit(), at: 0) }
        for id in ids[0..<3] { try await office.set(id, ["ttl": 1]) }
        #expect(try await list(office, [("limit", "2")]).ids == Array(ids[3..<5]))
        #expect(try await office.ask("GET", "/api/agent-status/\(ids[0])").status == 404)
    }

    @Test("refuses limits that are none", arguments: ["0", "101", "-1", "x", "", "1.5"])
    func badLimit(limit: String) async throws {
        let office = try await Office()
        let text: JSON = "limit must be an integer from 1 to 100"
        #expect(
            try await office.ask("GET", Self.path, query: [("limit", limit)])
                == Answer(400, ["error": text, "message": text]))
    }

    @Test("refuses cursors that are none, were altered, or were given to somebody else")
    func badCursor() async throws {
        let office = try await Office()
        for _ in 0..<3 { _ = try await office.submit() }
        let cursor = try #require(try await list(office, [("limit", "1")]).cursor)
        let altered = String(cursor.dropLast(2)) + (cursor.hasSuffix("AA") ? "BB" : "AA")
        for (cursor, caller) in [
            ("", Caller.alice), ("x", .alice), (altered, .alice), (cursor, .bob), (cursor, .admin),
        ] {
            let answer = try await office.ask("GET", Self.path, query: [("cursor", cursor)], as: caller)
            let text: JSON = "cursor is not one that was given for this list"
            #expect(answer == Answer(400, ["error": text, "message": text]))
        }
        #expect(try await list(office, [("cursor", cursor)]).ids.count == 2)
    }
}
