import AWSServices
import Gateway
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Items of the original")
struct OriginalItemsTests {
    static let events = #"[{"type": "chunk", "timestamp": "2025-03-04T05:06:08.1", "content": "Hello"}]"#

    @Test("are served as they are, with what was not there then")
    func completed() async throws {
        let office = try await Office()
        try await office.set(
            "old",
            [
                "status": "COMPLETED", "client_name": "Acme", "project_name": "", "industry": "", "duration": "",
                "team_size": .number("3"), "requirements_data": #"{"raw_requirements": "R"}"#,
                "current_stage": "Workflow completed", "progress": .number("100"),
                "created_at": "2025-03-04T05:06:07.123456", "updated_at": "2025-03-04T05:09:00",
                "agent_events": .string(Self.events), "error_message": "an earlier one",
            ])
        #expect(
            try await office.status("old", as: .admin) == [
                "session_id": "old", "status": "COMPLETED", "current_stage": "Workflow completed", "progress": 100,
                "client_name": "Acme", "project_name": "", "industry": "", "duration": "", "team_size": 3,
                "requirements_data": ["raw_requirements": "R"], "cost_data": [:],
                "agent_events": .string(Self.events), "template_paths": [], "document_urls": [],
                "error_message": "an earlier one", "created_at": "2025-03-04T05:06:07.123456Z",
                "updated_at": "2025-03-04T05:09:00.000000Z", "error_code": nil, "retryable": false, "attempt": 0,
                "last_event_seq": 0, "has_more_events": false,
            ])
    }

    @Test("whose events are no JSON array have none", arguments: ["", "{", "{}", "null", "[1"])
    func brokenEvents(text: String) async throws {
        let office = try await Office()
        try await office.set("old", ["status": "COMPLETED", "agent_events": .string(text)])
        #expect(try await office.status("old", as: .admin)["agent_events"] == "[]")
    }

    @Test("change their tag when their events do")
    func tag() async throws {
        let office = try await Office()
        try await office.set("old", ["status": "PROCESSING", "agent_events": "[]"])
        func tag() async throws -> String? {
            try await office.send("GET", "/api/agent-status/old", as: .admin).headers["ETag"]
        }
        let before = try await tag()
        #expect(try await tag() == before)
        try await office.set("old", ["agent_events": .string(Self.events)])
        #expect(try await tag() != before)
    }

    @Test("that a plain update made of nothing are served")
    func phantom() async throws {
        let office = try await Office()
        try await office.set("phantom", ["updated_at": "2025-03-04T05:09:00"])
        let status = try await office.status("phantom", as: .admin)
        #expect(status["status"] == "PENDING")
        #expect(status["client_name"] == "")
        #expect(status["created_at"] == "")
        #expect(status.object?.count == 22)
        #expect(try await office.ask("GET", "/api/results/phantom", as: .admin).status == 404)
    }

    @Test("that hold anything at all are served, with every field of its documented type", arguments: 0..<40)
    func fuzz(seed: Int) async throws {
        let office = try await Office()
        var random = SeededGenerator(seed: UInt64(seed))
        let names = [
            "status", "client_name", "project_name", "industry", "duration", "team_size", "requirements_data",
            "current_stage", "progress", "updated_at", "error_message", "cost_data", "template_paths",
            "document_urls", "document_keys", "agent_response", "agent_events", "workflow_status", "attempt",
            "error_code", "error_retryable", "lease_owner", "attempts_left", "reached_status",
        ]
        let values: [AttributeValue] = [
            "", "x", "COMPLETED", "PROCESSING", "{}", "[]", "[1", .number("1e100"), .number("-7"), .number("250"),
            .null,
            .bool(true), .list([]), .list(["x", 7, .null]), .map([:]), .map(["a": .list([])]), .binary([0xFF]),
            .stringSet(["x"]), .numberSet(["1"]), "2025-03-04T05:06:07",
            "https://b.s3.amazonaws.com/fuzz/sow.docx?x",
        ]
        for number in 0..<15 {
            let id = "fuzz\(number)"
            var item: Item = [:]
            for name in names where !random.isTrue(oneIn: 4) { item[name] = random.pick(values) }
            try await office.set(id, item)
            let status = try await office.status(id, as: .admin)
            #expect(status.object?.count == 22)
            for name in ["status", "current_stage", "client_name", "created_at", "updated_at", "agent_events"] {
                #expect(status[name]?.string != nil)
            }
            #expect((0...100).contains(status["progress"]?.int ?? -1))
            #expect(status["team_size"]?.int != nil)
            #expect(status["requirements_data"]?.object != nil)
            #expect(status["cost_data"]?.object != nil)
            #expect(status["template_paths"]?.array != nil)
            #expect(status["document_urls"]?.array != nil)
            #expect(try JSON(parsing: status["agent_events"]?.string ?? "").array != nil)
            #expect([200, 404].contains(try await office.ask("GET", "/api/results/\(id)", as: .admin).status))
            for action in ["retry", "cancel"] {
                let answer = try await office.ask("POST", "/api/assessments/\(id)/\(action)", as: .admin)
                #expect([200, 409].contains(answer.status))
            }
        }
    }

    @Test("that failed may be tried again, and their old events make room for those of the new run")
    func retried() async throws {
        let office = try await Office([.steps(Office.happySteps)])
        try await office.set(
            "old",
            [
                "status": "ERROR", "error_message": "Agent workflow failed", "client_name": "Acme",
                "requirements_data": #"{"raw_requirements": "R"}"#, "agent_events": .string(Self.events),
            ])
        #expect(try await office.ask("POST", "/api/assessments/old/retry", as: .admin).status == 200)
        try await office.putDocuments(of: "old")
        try await office.work("old")
        let status = try await office.status("old", as: .admin)
        #expect(status["status"] == "COMPLETED")
        #expect(status["error_message"] == .null)
        let events = try #require(try JSON(parsing: status["agent_events"]?.string ?? "").array)
        #expect(events.last?["type"] == "final_response")
    }

    @Test("that hold what could not be submitted today may be tried again")
    func unusual() async throws {
        let office = try await Office([.steps(Office.happySteps)])
        try await office.set(
            "old",
            [
                "status": "ERROR", "client_name": .string(String(repeating: "A", count: 2000)), "team_size": 0,
                "requirements_data": #"{"raw_requirements": "R"}"#,
            ])
        #expect(try await office.ask("POST", "/api/assessments/old/retry", as: .admin).status == 200)
        try await office.putDocuments(of: "old")
        #expect(try await office.work(try #require(office.queued.last)).status == 200)
        #expect(try await office.status("old", as: .admin)["status"] == "COMPLETED")
    }
}
