import LocalCloud
import TestSupport
import Testing
import WireFormats

@testable import colloquy

/// Whole runs: real processes, real HTTP, real event streams.
@Suite("Assessments on the local cloud", .serialized)
struct AssessmentRunTests {
    private static let sweep: JSON = ["action": "SWEEP"]

    @Test("killed at any stage, a run goes on, with its events and without doubled documents", arguments: 0...5)
    func killed(tools: Int) async throws {
        let run = try await AssessmentRun([
            AssessmentRun.stalling(after: AssessmentRun.tools.prefix(tools)), AssessmentRun.happy,
        ])
        let id = try await run.submit()
        let seen = 1 + 2 * tools
        try await run.wait(id) {
            $0["last_event_seq"] != 0
                && ((try? JSON(parsing: $0["agent_events"]?.string ?? ""))?.array?.count ?? 0) >= seen
        }
        let before = try await run.events(id)
        try run.killWorker()
        let end = ContinuousClock.now + .seconds(40)
        var status = try await run.status(id)
        while status["status"] != "COMPLETED" {
            try #require(ContinuousClock.now < end, "\(status.text) \(run.lines.all)")
            #expect(await !run.invoke(Self.sweep).isError)
            try await Task.sleep(for: .milliseconds(200))
            status = try await run.status(id)
        }
        #expect(try await Array(run.events(id).prefix(seen)) == before)
        #expect(status["document_urls"]?.array?.count == 2)
        #expect((status["attempt"]?.int ?? 0) >= 2)
        #expect(status["error_message"] == .null)
        await run.cloud.stop()
    }

    @Test("killed again and again, a run ends with an error that says so")
    func killedForGood() async throws {
        let run = try await AssessmentRun(
            [AssessmentRun.stalling(after: [])], environment: ["WORKFLOW_LEASE_SECONDS": "1"])
        let id = try await run.submit()
        let end = ContinuousClock.now + .seconds(60)
        var killed = 0
        while true {
            let status = try await run.status(id)
            if status["status"] == "ERROR" {
                #expect(status["error_code"] == "WORKER_LOST")
                #expect(status["retryable"] == true)
                break
            }
            try #require(ContinuousClock.now < end, "\(status.text)")
            if let attempt = status["attempt"]?.int, attempt > killed {
                killed = attempt
                try run.killWorker()
            }
            _ = await run.invoke(Self.sweep)
            try await Task.sleep(for: .milliseconds(100))
        }
        await run.cloud.stop()
    }

    @Test("the same event delivered three times at once gives one run")
    func duplicates() async throws {
        let run = try await AssessmentRun([AssessmentRun.happy])
        let id = try await run.submit()
        let event: JSON = ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)]
        async let first = run.invoke(event)
        async let second = run.invoke(event)
        #expect(await !first.isError)
        #expect(await !second.isError)
        let status = try await run.wait(id) { $0["status"] == "COMPLETED" }
        #expect(status["attempt"] == 1)
        #expect(try await run.events(id).count == 11)
        #expect(await !run.invoke(event).isError)
        #expect(try await run.events(id).count == 11)
        await run.cloud.stop()
    }

    @Test("cancelled during a stall, the worker lets go of the agent's stream")
    func cancelled() async throws {
        let run = try await AssessmentRun([AssessmentRun.stalling(after: ["RequirementsAnalyzer"])], concurrency: 2)
        let id = try await run.submit()
        try await run.wait(id) { $0["status"] == "REQUIREMENTS_ANALYZED" }
        let answer = try await run.request("POST", "/api/assessments/\(id)/cancel")
        #expect(answer.status == 200)
        #expect(try await run.status(id)["status"] == "CANCELLED")
        // Two invocations at a time: that both can be had shows that the worker has ended.
        async let first = run.invoke(Self.sweep)
        async let second = run.invoke(Self.sweep)
        #expect(await !first.isError)
        #expect(await !second.isError)
        let end = ContinuousClock.now + .seconds(20)
        while !run.lines.all.contains(where: { $0.contains("no longer this worker's") }) {
            try #require(ContinuousClock.now < end, "\(run.lines.all)")
            try await Task.sleep(for: .milliseconds(20))
        }
        await run.cloud.stop()
    }

    @Test("what outlasts one invocation goes on in the next, which the function has started itself")
    func continued() async throws {
        let run = try await AssessmentRun(
            [AssessmentRun.stalling(after: ["RequirementsAnalyzer", "CostCalculator"]), AssessmentRun.happy],
            timeout: .seconds(3))
        let id = try await run.submit()
        let status = try await run.wait(id) { $0["status"] == "COMPLETED" }
        #expect(status["attempt"] == 2)
        #expect(try await run.events(id).count == 5 + 11)
        #expect(!run.lines.all.contains { $0.contains("Task timed out") })
        await run.cloud.stop()
    }

    @Test("placeholders in the configuration are said at once, with advice")
    func placeholders() async throws {
        let run = try await AssessmentRun(
            [AssessmentRun.happy],
            environment: ["BEDROCK_AGENT_ID": "PLACEHOLDER_AGENT_ID", "BEDROCK_AGENT_ALIAS_ID": "PLACEHOLDER_ALIAS_ID"])
        let status = try await run.wait(try await run.submit()) {
            $0["status"] != "PENDING" && $0["status"] != "PROCESSING"
        }
        #expect(status["status"] == "CONFIGURATION_ERROR")
        #expect(status["error_message"]?.string?.contains("placeholder") == true)
        await run.cloud.stop()
    }

    @Test("an agent that hands its actions back, or says that it failed, ends the run with that, for good")
    func saidWhy() async throws {
        let returnControl: JSON = [
            "event": [
                "type": "returnControl",
                "payload": [
                    "invocationId": "i",
                    "invocationInputs": [
                        ["functionInvocationInput": ["actionGroup": "CostCalculator", "function": "costcalculator"]]
                    ],
                ],
            ]
        ]
        let failure: JSON = ["failure": ["reason": "Max iterations exceeded"]]
        for (step, code, words) in [
            (returnControl, "RETURN_CONTROL", "CostCalculator.costcalculator"),
            (failure, "AGENT_FAILURE", "Max iterations exceeded"),
        ] {
            let run = try await AssessmentRun([AssessmentRun.steps(AssessmentRun.tool("RequirementsAnalyzer") + [step])]
            )
            let status = try await run.wait(try await run.submit()) { $0["status"] == "ERROR" }
            #expect(status["error_code"]?.string == code && status["retryable"] == false)
            #expect(status["error_message"]?.string?.contains(words) == true)
            #expect(status["attempt"] == 1)
            await run.cloud.stop()
        }
    }

    @Test("a shipped scenario runs from the command line to both documents")
    func commandLine() async throws {
        let directory = try TemporaryDirectory()
        let text = try await ChildProcess.run(
            try BuildProducts.executable("colloquy"),
            ["assess", "--scenario", "throttled-in-stream", "--output", directory.path])
        #expect(text.contains("COMPLETED"))
        #expect(text.contains("presentation.pptx") && text.contains("sow.docx"))
        for name in ["presentation.pptx", "sow.docx"] {
            let listed = try await ChildProcess.run(
                "/usr/bin/env", ["python3", "-m", "zipfile", "-t", "\(directory.path)/\(name)"])
            #expect(listed.contains("Done testing"))
        }
    }

    @Test("a scenario that fails is an exit status of its own")
    func failure() async throws {
        await #expect(throws: ChildProcess.Failure.self) {
            try await ChildProcess.run(
                try BuildProducts.executable("colloquy"), ["assess", "--scenario", "access-denied"])
        }
    }

    @Test("the worker's invocation belongs to the trace of the request that began the run, and counts how it ended")
    func trace() async throws {
        let run = try await AssessmentRun([AssessmentRun.happy], environment: ["METRICS": "emf"])
        /// Asks for no status meanwhile: those lines would push out the ones looked for.
        func document(_ route: String) async throws -> EmbeddedMetricDocument {
            let end = ContinuousClock.now + .seconds(40)
            while true {
                let documents = try EmbeddedMetricDocument.all(in: run.lines.all.joined(separator: "\n"))
                if let document = documents.first(where: { $0.route == route }) { return document }
                try #require(ContinuousClock.now < end, "\(run.lines.all)")
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        _ = try await run.submit()
        let submission = try await document("POST /api/submit-assessment")
        let work = try await document("action PROCESS_AGENT_WORKFLOW")
        #expect(submission.root["xray_trace_id"]?.string?.hasPrefix("Root=1-") == true)
        #expect(work.root["xray_trace_id"] == submission.root["xray_trace_id"])
        #expect(work.root["function_request_id"] != submission.root["function_request_id"])
        #expect(work.values.contains(.init("WorkflowOutcome", 1, ["Outcome": "COMPLETED"])))
        await run.cloud.stop()
    }
}
