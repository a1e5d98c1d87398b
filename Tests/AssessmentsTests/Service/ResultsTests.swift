import AWSServices
import Gateway
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("GET /api/results/{id}")
struct ResultsTests {
    private func refusal(_ text: String) -> Answer { Answer(404, ["error": .string(text), "message": .string(text)]) }

    @Test("links to each document by itself, with the costs")
    func results() async throws {
        let office = try await Office([.steps(Office.happySteps)])
        let id = try await office.submit()
        try await office.putDocuments(of: id)
        try await office.set(id, ["cost_data": #"{"total_cost":18000,"complexity_level":"Medium"}"#])
        try await office.work(id)
        let answer = try await office.ask("GET", "/api/results/\(id)")
        #expect(answer.status == 200)
        #expect(answer.body.object?.keys == ["powerpoint_url", "sow_url", "cost_data"])
        #expect(answer.body["cost_data"] == ["total_cost": 18000, "complexity_level": "Medium"])
        for (name, file) in [("powerpoint_url", "presentation.pptx"), ("sow_url", "sow.docx")] {
            let url = try #require(answer.body[name]?.string)
            #expect(url.contains("/\(office.artifacts)/\(id)/\(file)?"))
            #expect(try await ChildProcess.run("/usr/bin/env", ["curl", "--silent", "--fail", url]) == "document")
        }
    }

    @Test("has what is there as soon as it is there, and null for the rest")
    func partial() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let url = "https://b.s3.amazonaws.com/\(id)/presentation.pptx?X-Amz-Security-Token=sow"
        try await office.set(id, ["document_urls": .list([.string(url)])])
        let answer = try await office.ask("GET", "/api/results/\(id)")
        #expect(answer.status == 200)
        #expect(answer.body["powerpoint_url"]?.string?.contains("presentation.pptx") == true)
        #expect(answer.body["sow_url"] == .null)
        #expect(answer.body["cost_data"] == [:])
    }

    @Test("not ready yet and not there are told apart")
    func notReady() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let others = try await office.submit(as: .bob)
        #expect(try await office.ask("GET", "/api/results/\(id)") == refusal("No documents available yet"))
        for other in ["unknown", others, ""] {
            #expect(try await office.ask("GET", "/api/results/\(other)") == refusal("Session not found"))
        }
    }

    @Test("takes one read")
    func cost() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(id, ["document_keys": .list([.string("\(id)/sow.docx")])])
        office.tables.reset()
        #expect(try await office.ask("GET", "/api/results/\(id)").status == 200)
        #expect(office.tables.calls == 1)
    }
}
