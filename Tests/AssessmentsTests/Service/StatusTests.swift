import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

@Suite("GET /api/agent-status/{id}")
struct StatusTests {
    private static let notFound = Answer(404, ["error": "Session not found", "message": "Session not found"])

    @Test("has every field from the beginning")
    func fresh() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let status = try await office.status(id)
        let createdAt = try #require(status["created_at"]?.string)
        #expect(createdAt.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/#) != nil)
        #expect(
            status == [
                "session_id": .string(id), "status": "PENDING", "current_stage": "Initializing", "progress": 0,
                "client_name": "Acme Ltd", "project_name": "Portal", "industry": "Retail", "duration": "6 months",
                "team_size": 5,
                "requirements_data": ["raw_requirements": "A customer portal with single sign-on."], "cost_data": [:],
                "agent_events": "[]", "template_paths": [], "document_urls": [], "error_message": nil,
                "created_at": .string(createdAt), "updated_at": .string(createdAt), "error_code": nil,
                "retryable": false, "attempt": 0, "last_event_seq": 0, "has_more_events": false,
            ])
    }

    @Test("shows what tool functions have written")
    func tools() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(
            id,
            [
                "status": "COSTS_CALCULATED", "cost_data": #"{"total_cost":18000,"cost_breakdown":{"qa":{"hours":4}}}"#,
                "requirements_data": #"{"raw_requirements":"R","analysis":{"deliverables":["a"]}}"#,
                "template_paths": .list(["templates/a.pptx"]), "updated_at": "2026-11-21T09:00:00.5",
            ])
        let status = try await office.status(id)
        #expect(status["status"] == "COSTS_CALCULATED")
        #expect(status["cost_data"] == ["total_cost": 18000, "cost_breakdown": ["qa": ["hours": 4]]])
        #expect(status["requirements_data"]?["analysis"] == ["deliverables": ["a"]])
        #expect(status["template_paths"] == ["templates/a.pptx"])
        #expect(status["updated_at"] == "2026-11-21T09:00:00.500000Z")
    }

    @Test("signs links to the documents anew with every answer, and never gives out the stored ones")
    func links() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(
            id,
            [
                "document_urls": .list([
                    .string("https://b.s3.amazonaws.com/\(id)/sow.docx?X-Amz-Signature=dead"),
                    .string("https://b.s3.amazonaws.com/\(id)/presentation.pptx?X-Amz-Signature=dead"),
                    .string("https://b.s3.amazonaws.com/other/sow.docx?X-Amz-Signature=dead"),
                ])
            ])
        let urls = try #require(try await office.status(id)["document_urls"]?.array?.compactMap(\.string))
        #expect(urls.count == 2)
        #expect(urls[0].contains("/\(office.artifacts)/\(id)/presentation.pptx?"))
        #expect(urls[1].contains("/\(office.artifacts)/\(id)/sow.docx?"))
        #expect(urls.allSatisfy { $0.contains("X-Amz-Expires=600&") && !$0.contains("dead") })
    }

    @Test("agent_events is the text of a JSON array")
    func eventsText() async throws {
        let office = try await Office([.steps([.reasoning("Think \"hard\"."), .chunk("Hé")])])
        let id = try await office.submit()
        try await office.work(id)
        let text = try #require(try await office.status(id)["agent_events"]?.string)
        let events = try #require(try JSON(parsing: text).array)
        #expect(events.map { $0["type"] } == ["reasoning", "chunk"])
        #expect(events[0].object?.keys == ["type", "content", "timestamp"])
        #expect(events[0]["content"] == "Think \"hard\".")
        #expect(events[1]["timestamp"]?.string?.hasSuffix("Z") == true)
    }

    @Test("an unknown id, somebody else's and none at all are not told apart")
    func notFound() async throws {
        let office = try await Office()
        let id = try await office.submit(as: .bob)
        for other in ["unknown", id, String(repeating: "i", count: 129), "%20", "é", ""] {
            let answer = try await office.ask("GET", "/api/agent-status/\(other)")
            #expect(answer == Self.notFound, "\(other)")
        }
        #expect(try await office.ask("GET", "/api/agent-status") == Self.notFound)
    }

    @Test(
        "asks to come again in two seconds while the run goes on, and not afterwards",
        arguments: WorkflowStatus.allCases)
    func retryAfter(status: WorkflowStatus) async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(
            id, ["status": .string(status.rawValue), "workflow_status": .string(status.rawValue)])
        let response = try await office.send("GET", "/api/agent-status/\(id)")
        #expect(response.headers["Retry-After"] == (status.isTerminal ? nil : "2"))
        #expect(response.headers["Cache-Control"] == "private, no-cache")
        #expect(response.headers["Access-Control-Expose-Headers"] == "ETag, Location, Retry-After")
    }

    @Test("takes two reads while there are events to come")
    func cost() async throws {
        let office = try await Office([.steps([.chunk("a")])])
        let id = try await office.submit()
        try await office.work(id)
        let last = try #require(try await office.status(id)["last_event_seq"]?.int)
        for query in [[], [("after", "\(last)")]] {
            office.tables.reset()
            _ = try await office.status(id, query: query)
            #expect(office.tables.calls == 2)
        }
    }
}

@Suite("Paging through events")
struct EventPagingTests {
    private func append(_ count: Int, _ content: (Int) -> String, to id: String, of office: Office, attempt: Int = 1)
        async throws
    {
        let entries = (0..<count).map {
            AgentEventEntry(kind: .chunk(content($0)), time: Timestamp(seconds: 1_763_689_204))
        }
        for start in stride(from: 0, to: count, by: 25) {
            try await office.service.store.append(
                Array(entries[start..<min(start + 25, count)]), to: id, attempt: attempt, from: start + 1, expiry: nil)
        }
    }

    @Test("holds back what is behind an event that is still being stored", arguments: [1, nil] as [Int?])
    func gap(first: Int?) async throws {
        let office = try await Office()
        let id = try await office.submit()
        let store = office.service.store
        _ = try await store.claim(id)
        func append(_ number: Int) async throws {
            let entry = AgentEventEntry(kind: .chunk("\(number)"), time: Timestamp(seconds: 1_763_689_204))
            try await store.append([entry], to: id, attempt: 1, from: number, expiry: nil)
        }
        func contents(_ query: [(String, String)] = []) async throws -> [String?] {
            try await office.events(id, query: query).map { $0["content"]?.string }
        }
        if let first { try await append(first) }
        for number in 3...5 { try await append(number) }
        let expected = first.map { ["\($0)"] } ?? []
        #expect(try await contents() == expected)
        let status = try await office.status(id)
        #expect(status["last_event_seq"]?.int == first.map { 10_000_000 + $0 } ?? 0)
        #expect(status["has_more_events"] == false)
        // Of an attempt that is over nothing more will come.
        try await office.set(id, ["attempt": 2])
        #expect(try await contents() == expected + ["3", "4", "5"])
        try await office.set(id, ["attempt": 1, "workflow_status": "ERROR"])
        #expect(try await contents() == expected + ["3", "4", "5"])
        try await office.set(id, ["workflow_status": "PROCESSING"])
        if first == nil { try await append(1) }
        try await append(2)
        #expect(try await contents() == ["1", "2", "3", "4", "5"])
        #expect(try await contents([("after", "10000003")]) == ["4", "5"])
    }

    /// Every event's content, as a client reads them page by page, and how many pages it took.
    private func read(_ office: Office, _ id: String, limit: Int?) async throws -> (contents: [String], pages: Int) {
        var contents: [String] = []
        var after: Int?
        var pages = 0
        while true {
            var query: [(String, String)] = []
            if let after { query.append(("after", "\(after)")) }
            if let limit { query.append(("limit", "\(limit)")) }
            let status = try await office.status(id, query: query)
            let events = try #require(try JSON(parsing: status["agent_events"]?.string ?? "").array)
            #expect(events.count <= limit ?? .max)
            contents += events.compactMap { $0["content"]?.string }
            pages += 1
            let last = try #require(status["last_event_seq"]?.int)
            #expect(last > after ?? 0 || events.isEmpty)
            after = last
            guard status["has_more_events"] == true else { return (contents, pages) }
            try #require(pages < 3000)
        }
    }

    @Test("brings all of 2,500 events, each once and in order", arguments: [nil, 1000, 7] as [Int?])
    func everyEvent(limit: Int?) async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append(1250, { "first \($0)" }, to: id, of: office)
        try await append(1250, { "second \($0)" }, to: id, of: office, attempt: 2)
        let expected = (0..<1250).map { "first \($0)" } + (0..<1250).map { "second \($0)" }
        #expect(try await read(office, id, limit: limit).contents == expected)
    }

    @Test("says that there is more where a page is full before its limit", arguments: [nil, 100, 12] as [Int?])
    func largeEvents(limit: Int?) async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append(12, { "\($0) " + String(repeating: "x", count: 250_000) }, to: id, of: office)
        let (contents, pages) = try await read(office, id, limit: limit)
        #expect(contents.map { $0.prefix { $0 != " " } } == (0..<12).map { "\($0)" })
        #expect(pages > 1)
    }

    @Test("keeps an answer below what Lambda takes, however much escaping adds")
    func escaping() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append(6, { "\($0) " + String(repeating: "\"", count: 250_000) }, to: id, of: office)
        let (contents, pages) = try await read(office, id, limit: nil)
        #expect(contents.count == 6)
        #expect(pages > 2)
        let status = try await office.status(id)
        let envelope: JSON = ["statusCode": 200, "body": .string(status.text)]
        #expect(envelope.serialized().count < 6_000_000)
    }

    @Test("starts behind the event that after names, and ends at the limit")
    func pages() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append(5, { "\($0)" }, to: id, of: office)
        func page(_ query: [(String, String)]) async throws -> [JSON?] {
            let status = try await office.status(id, query: query)
            let events = try JSON(parsing: status["agent_events"]?.string ?? "").array ?? []
            return [
                .array(events.map { $0["content"] ?? nil }), status["last_event_seq"], status["has_more_events"],
            ]
        }
        #expect(try await page([]) == [["0", "1", "2", "3", "4"], 10_000_005, false])
        #expect(try await page([("after", "0"), ("limit", "2")]) == [["0", "1"], 10_000_002, true])
        #expect(try await page([("after", "10000003"), ("limit", "2")]) == [["3", "4"], 10_000_005, false])
        #expect(try await page([("limit", "5")]) == [["0", "1", "2", "3", "4"], 10_000_005, false])
        #expect(try await page([("after", "10000005")]) == [[], 10_000_005, false])
        #expect(try await page([("after", "\(Int.max)")]) == [[], .number(JSONNumber(Int.max)), false])
    }

    @Test(
        "refuses what is no sequence or limit, and names it",
        arguments: [
            ("after", "-1"), ("after", "x"), ("after", ""), ("after", "1.5"), ("after", "9223372036854775808"),
            ("limit", "0"), ("limit", "1001"), ("limit", "-1"), ("limit", "all"), ("limit", ""),
        ])
    func badValues(name: String, value: String) async throws {
        let office = try await Office()
        let id = try await office.submit()
        let answer = try await office.ask("GET", "/api/agent-status/\(id)", query: [(name, value)])
        let bound = name == "after" ? "0 up" : "1 to 1000"
        let text = JSON.string("\(name) must be an integer from \(bound)")
        #expect(answer == Answer(400, ["error": text, "message": text]))
    }
}

@Suite("ETags of a status")
struct StatusTagTests {
    private func tag(_ office: Office, _ id: String, query: [(String, String)] = []) async throws -> String {
        try #require(try await office.send("GET", "/api/agent-status/\(id)", query: query).headers["ETag"])
    }

    private func answer(
        _ office: Office, _ id: String, ifNoneMatch: String, query: [(String, String)] = []
    ) async throws -> Response {
        try await office.send("GET", "/api/agent-status/\(id)", query: query, headers: ["If-None-Match": ifNoneMatch])
    }

    private func append(_ text: String, _ number: Int, to id: String, of office: Office) async throws {
        try await office.service.store.append(
            [AgentEventEntry(kind: .chunk(text), time: Timestamp(seconds: 1_763_689_204))], to: id, attempt: 1,
            from: number, expiry: nil)
    }

    @Test("nothing new is 304 without a body, with the same headers")
    func notModified() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append("a", 1, to: id, of: office)
        let first = try await office.send("GET", "/api/agent-status/\(id)")
        let tag = try #require(first.headers["ETag"])
        #expect(tag.wholeMatch(of: #/"[0-9a-f]{32}"/#) != nil)
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let response = try await answer(office, id, ifNoneMatch: known)
            #expect(response.status == 304)
            #expect(response.body == .empty)
            for name in ["ETag", "Cache-Control", "Retry-After", "Access-Control-Expose-Headers"] {
                #expect(response.headers[name] == first.headers[name])
            }
        }
        for unknown in ["\"other\"", "", tag.replacing("\"", with: ""), "W/\"other\""] {
            #expect(try await answer(office, id, ifNoneMatch: unknown).status == 200)
        }
    }

    @Test("every change that a client sees changes the tag")
    func changes() async throws {
        let office = try await Office()
        let id = try await office.submit()
        var tags = [try await tag(office, id)]
        try await append("a", 1, to: id, of: office)
        tags.append(try await tag(office, id))
        let changes: [Item] = [
            ["status": "ANALYZING_REQUIREMENTS"], ["progress": 30], ["current_stage": "Running RequirementsAnalyzer"],
            ["cost_data": #"{"total_cost":1}"#], ["updated_at": "2026-11-21T10:00:00"],
            ["document_urls": .list([.string("https://b.s3.amazonaws.com/\(id)/sow.docx")])],
            ["workflow_status": "ERROR", "error_message": "no"],
        ]
        for change in changes {
            try await office.set(id, change)
            tags.append(try await tag(office, id))
        }
        #expect(Set(tags).count == tags.count)
        #expect(try await answer(office, id, ifNoneMatch: tags[tags.count - 2]).status == 200)
    }

    @Test("each page has a tag of its own")
    func pages() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await append("a", 1, to: id, of: office)
        try await append("b", 2, to: id, of: office)
        let queries: [[(String, String)]] = [
            [], [("limit", "1")], [("limit", "2")], [("after", "10000001")], [("after", "10000002")],
        ]
        var tags: Set<String> = []
        for query in queries {
            let tag = try await tag(office, id, query: query)
            #expect(try await answer(office, id, ifNoneMatch: tag, query: query).status == 304)
            tags.insert(tag)
        }
        #expect(tags.count == queries.count)
    }

    @Test(
        "an event that comes while an answer is made is in that answer, or changes the next tag", arguments: [0, 1, 5])
    func race(after number: Int) async throws {
        let office = try await Office()
        let id = try await office.submit()
        if number > 0 { try await append("a", 1, to: id, of: office) }
        let query = number == 0 ? [] : [("after", "\(10_000_000 + number)")]
        let store = office.service.store
        let isDone = Mutex(false)
        office.tables.reset { call throws(TableError) in
            guard call.name == "query", call.moment == .after,
                isDone.withLock({ done in
                    defer { done = true }
                    return !done
                })
            else { return }
            let entry = AgentEventEntry(kind: .chunk("tardy"), time: Timestamp(seconds: 1_763_689_204))
            try? await store.append([entry], to: id, attempt: 1, from: number + 1, expiry: nil)
        }
        let first = try await office.send("GET", "/api/agent-status/\(id)", query: query)
        let tag = try #require(first.headers["ETag"])
        #expect(!"\(first.body)".contains("tardy"))
        let second = try await answer(office, id, ifNoneMatch: tag, query: query)
        #expect(second.status == 200)
        #expect("\(second.body)".contains("tardy"))
    }

    @Test("changes before the links of an answer end")
    func linksEnd() async throws {
        let office = try await Office(scale: 1000)
        let id = try await office.submit()
        try await office.set(id, ["document_urls": .list([.string("https://b.s3.amazonaws.com/\(id)/sow.docx")])])
        let first = try await tag(office, id)
        try await office.clock.sleep(.seconds(301))
        #expect(try await answer(office, id, ifNoneMatch: first).status == 200)
    }

    @Test("stays the same while links are good, although their signatures change")
    func links() async throws {
        let office = try await Office(scale: 1)
        let id = try await office.submit()
        try await office.set(id, ["document_urls": .list([.string("https://b.s3.amazonaws.com/\(id)/sow.docx")])])
        let first = try await tag(office, id)
        #expect(try await tag(office, id) == first)
    }

    @Test("is refused to those who may not see the assessment")
    func access() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let response = try await office.send(
            "GET", "/api/agent-status/\(id)", headers: ["If-None-Match": "*"], as: .bob)
        #expect(response.status == 404)
        #expect(response.headers["ETag"] == nil)
    }
}
