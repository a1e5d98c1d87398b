import AWSServices
import Testing
import WireFormats

@testable import Assessments

@Suite("An assessment's item")
struct AssessmentTests {
    /// As the original left it behind.
    private static let original: Item = [
        "session_id": "s1", "status": "COMPLETED", "client_name": "Acme", "project_name": "Portal",
        "industry": "Retail",
        "duration": "6 months", "team_size": .number("5"),
        "requirements_data": #"{"raw_requirements": "R", "analysis": {"n": 1}}"#,
        "current_stage": "Workflow completed", "progress": .number("100"), "created_at": "2025-03-04T05:06:07.123456",
        "updated_at": "2025-03-04T05:09:00", "agent_events": #"[{"type": "chunk", "content": "c"}]"#,
        "cost_data": #"{"total_cost": 12.5}"#,
        "document_urls": .list([
            "https://b.s3.amazonaws.com/s1/presentation.pptx?X-Amz-Signature=sow",
            "https://b.s3.amazonaws.com/s1/sow.docx?x",
        ]),
    ]

    private func assessment(_ changes: [String: AttributeValue?] = [:], of item: Item = original) throws -> Assessment {
        var item = item
        for (name, value) in changes { item[name] = value }
        return try #require(Assessment(item))
    }

    @Test("of the original is read with its times in UTC")
    func original() throws {
        let assessment = try assessment()
        #expect(assessment.createdAt == "2025-03-04T05:06:07.123456Z")
        #expect(assessment.updatedAt == "2025-03-04T05:09:00.000000Z")
        #expect(assessment.status == "COMPLETED")
        #expect(assessment.workflowStatus == .completed)
        #expect(assessment.progress.percent == 100)
        #expect(assessment.owner == nil)
        #expect(assessment.requirements == "R")
        #expect(assessment.json("requirements_data")["analysis"] == ["n": 1])
        #expect(assessment.json("cost_data") == ["total_cost": 12.5])
        #expect(assessment.documents.all == ["s1/presentation.pptx", "s1/sow.docx"])
        #expect(assessment.attempt == 0)
        #expect(assessment.attemptsLeft == AssessmentStore.maximumAttempts)
    }

    @Test("of the original shows its status as it is, also one that only older versions wrote")
    func originalStatuses() throws {
        for status in ["INITIATED", "AGENT_PROCESSING", "AWAITING_INPUT"] {
            let assessment = try assessment(["status": .string(status)])
            #expect(assessment.status == status)
            #expect(assessment.workflowStatus == .pending)
        }
        let failed = try assessment(["status": "CONFIGURATION_ERROR", "error_message": "no agent"])
        #expect(failed.status == "CONFIGURATION_ERROR")
        #expect(failed.workflowStatus == .configurationError)
        #expect(failed.errorMessage == "no agent")
    }

    @Test("that a plain update has made of nothing has a value for everything")
    func phantom() throws {
        let phantom = try assessment(of: ["session_id": "s1"])
        #expect(phantom.status == "PENDING")
        #expect(phantom.progress == RunProgress())
        #expect(
            [
                phantom.clientName, phantom.projectName, phantom.industry, phantom.duration, phantom.createdAt,
                phantom.updatedAt,
            ]
                == Array(repeating: "", count: 6))
        #expect(phantom.teamSize == 1)
        #expect(phantom.json("cost_data") == [:])
        #expect(phantom.documents.all.isEmpty)
        let touched = try assessment(of: [
            "session_id": "s1", "status": "GENERATING_SOW", "updated_at": "2025-03-04T05:09:00",
        ])
        #expect(touched.status == "GENERATING_SOW")
        #expect(touched.createdAt == "")
        #expect(touched.updatedAt == "2025-03-04T05:09:00.000000Z")
    }

    @Test("without an id, or with one that is no text, is none")
    func noID() {
        #expect(Assessment([:]) == nil)
        #expect(Assessment(["session_id": 7]) == nil)
    }

    @Test("whose attributes have other types than documented is read as if they were not there")
    func wrongTypes() throws {
        let names = Set(Self.original.keys).union(["template_paths"]).subtracting(["session_id"])
        for value in [AttributeValue.null, .bool(true), .list([7]), .map(["a": 1]), .binary([1]), .number("7.5")] {
            var item: Item = ["session_id": "s1"]
            for name in names { item[name] = value }
            let assessment = try assessment(of: item)
            #expect(assessment.clientName == "")
            #expect(assessment.teamSize == 1)
            #expect(assessment.status == "PENDING")
            #expect(assessment.progress.percent == 0)
            #expect(assessment.documents.all.isEmpty)
            let costs: JSON = value.map == nil ? [:] : ["a": 1]
            #expect(assessment.json("cost_data") == costs)
            #expect(assessment.templatePaths.array != nil)
        }
    }

    @Test("JSON text that is none, or no object, counts as empty", arguments: ["", "{", "[1]", "null", "\"x\"", "NaN"])
    func brokenJSON(text: String) throws {
        #expect(try assessment(["cost_data": .string(text)]).json("cost_data") == [:])
        #expect(try assessment(["requirements_data": .string(text)]).requirements == "")
    }

    private func run(_ workflow: WorkflowStatus, toolWrote status: String) throws -> Assessment {
        try assessment([
            "workflow_status": .string(workflow.rawValue), "status": .string(status), "progress": .number("50"),
        ])
    }

    @Test("believes a tool function that is ahead of the workflow")
    func ahead() throws {
        #expect(try run(.processing, toolWrote: "ANALYZING_REQUIREMENTS").status == "ANALYZING_REQUIREMENTS")
        #expect(try run(.analyzingRequirements, toolWrote: "REQUIREMENTS_ANALYZED").status == "REQUIREMENTS_ANALYZED")
    }

    @Test("believes no tool function that is late")
    func late() throws {
        #expect(try run(.generatingSOW, toolWrote: "REQUIREMENTS_ANALYZED").status == "GENERATING_SOW")
        #expect(try run(.pending, toolWrote: "NONSENSE").status == "PENDING")
    }

    @Test("believes no tool function about the end of a run", arguments: WorkflowStatus.allCases)
    func end(status: WorkflowStatus) throws {
        for end in WorkflowStatus.terminal {
            #expect(try run(end, toolWrote: status.rawValue).status == end.rawValue)
            guard !status.isTerminal else { continue }
            #expect(try run(status, toolWrote: end.rawValue).status == status.rawValue)
        }
    }

    @Test("shows the same status and the same progress")
    func consistent() throws {
        for workflow in WorkflowStatus.allCases {
            for written in WorkflowStatus.allCases {
                let run = try run(workflow, toolWrote: written.rawValue)
                #expect(run.progress.status.rawValue == run.status)
                #expect(run.status >= run.workflowStatus.rawValue || run.progress.status >= run.workflowStatus)
            }
        }
    }

    @Test("has the documents that were noted at its end beside those in its URLs, each once")
    func documents() throws {
        let noted = try assessment(
            of: ["session_id": "s1", "document_keys": .list(["s1/presentation.pptx", 7, "other/sow.docx"])])
        #expect(noted.documents.all == ["s1/presentation.pptx"])
        let both = try assessment(["document_keys": .list(["s1/presentation.pptx", "s1/sow.docx"])])
        #expect(both.documents.all == ["s1/presentation.pptx", "s1/sow.docx"])
    }

    @Test("is gone from the second on in which it expires")
    func expiry() throws {
        let expiring = try assessment(["ttl": .number("1000")])
        #expect(!expiring.hasExpired(at: Timestamp(seconds: 999)))
        #expect(expiring.hasExpired(at: Timestamp(seconds: 1000)))
        #expect(try !assessment().hasExpired(at: Timestamp(seconds: 4_000_000_000)))
    }
}
