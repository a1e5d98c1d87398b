import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    /// Lambda delivers an asynchronous event at least once.
}

extension WorkflowSuites {
    @Suite("Deliveries of the workflow's event")
    struct DeliveryTests {
        @Test("delivered twice at once, a run has one worker")
        func atOnce() async throws {
            let office = try await Office([.steps([.pause(.seconds(4))] + Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            async let first = office.work(id)
            async let second = office.work(id)
            let messages = try await Set([first.body["message"], second.body["message"]])
            #expect(messages == ["Agent workflow completed", "Nothing to do"])
            #expect(office.agent.inputs.count == 1)
            #expect(try await office.status(id)["attempt"] == 1)
        }

        @Test("delivered again when it is over, a run stays as it is")
        func later() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            try await office.work(id)
            let before = try await office.row(id)
            let events = try await office.events(id)
            #expect(try await office.work(id).body["message"] == "Nothing to do")
            #expect(try await office.row(id) == before)
            #expect(try await office.events(id) == events)
            #expect(office.agent.inputs.count == 1)
        }

        @Test("of an item of the original that has ended nothing is run again")
        func original() async throws {
            let office = try await Office()
            try await office.tables.put(
                Office.schema.assessments, item: ["session_id": "old", "status": "COMPLETED", "progress": 100])
            #expect(try await office.work("old").body["message"] == "Nothing to do")
            #expect(office.agent.inputs.isEmpty)
        }

        @Test("the short form takes what it lacks from the item")
        func shortForm() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            #expect(try await office.work(id).status == 200)
            let input = try #require(office.agent.inputs.first)
            for text in ["Acme Ltd", "Portal", "Retail", "single sign-on", "6 months", "Team Size: 5", id] {
                #expect(input.contains(text))
            }
        }

        @Test("an event for an assessment that nobody submitted makes a whole item, if it says what is required")
        func unknown() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            try await office.putDocuments(of: "from-the-readme")
            let answer = try await office.work([
                "action": "PROCESS_AGENT_WORKFLOW", "session_id": "from-the-readme", "requirements": "A portal",
            ])
            #expect(answer.status == 200)
            let status = try await office.status("from-the-readme", as: .admin)
            #expect(status["status"] == "COMPLETED")
            #expect(status["client_name"] == "")
            #expect(status["team_size"] == 1)
        }

        @Test("what the event says beside the id does not matter where there is an item")
        func ignored() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let long = String(repeating: "x", count: Submission.maximumText + 1)
            let answer = try await office.work([
                "action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id), "client_name": .string(long),
                "requirements": 7,
            ])
            #expect(answer.status == 200)
            #expect(try await office.status(id)["client_name"] == "Acme Ltd")
        }

        @Test("an event that cannot be used is answered, and leaves nothing behind")
        func unusable() async throws {
            let office = try await Office()
            let action: JSON = "PROCESS_AGENT_WORKFLOW"
            let missing = try await office.work(["action": action, "session_id": "nobody"])
            #expect(missing.status == 404)
            #expect(missing.body["error"] == "Session not found")
            for event: JSON in [
                ["action": action], ["action": action, "session_id": 7], ["action": action, "session_id": ""],
                ["action": action, "session_id": "x", "requirements": ["a"]],
                ["action": action, "session_id": "x", "requirements": "r", "team_size": "five"],
            ] {
                #expect(try await office.work(event).status == 400)
            }
            #expect(try await office.tables.scan(Scan(table: Office.schema.assessments)).items.isEmpty)
        }

        @Test("storage that fails when the run is claimed fails the invocation, so that Lambda delivers again")
        func storage() async throws {
            let office = try await Office()
            let id = try await office.submit()
            office.tables.reset { call throws(TableError) in
                if call.name == "update" { throw TableError(.unavailable(mayHaveWritten: false), "down") }
            }
            await #expect(throws: Failure.self) { try await office.work(id) }
            office.tables.reset()
            #expect(try await office.status(id)["status"] == "PENDING")
        }
    }
}
