import AWSServices
import Gateway
import SystemTestSupport
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
}
