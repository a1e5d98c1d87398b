import AWSCore
import AWSServices
import HTTPTransport
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    @Suite("What is counted of runs")
    struct MetricsTests {
        /// What is counted meanwhile: `Name` or `Name VALUE`, with its value.
        private func counts(_ body: () async throws -> Void) async throws -> [String: Int] {
            let metrics = InvocationMetrics()
            try await InvocationScope.$metrics.withValue(metrics) { try await body() }
            return Dictionary(
                uniqueKeysWithValues: metrics.summary.counts.map { count in
                    (count.counter.name + (count.counter.dimension.map { " " + $0.value } ?? ""), count.value)
                })
        }

        private func pass(_ duration: Duration, _ office: Office) async throws {
            let end = office.clock.now() + duration
            while office.clock.now() < end { try await Task.sleep(for: .milliseconds(5)) }
        }

        @Test("a run that completes, and what comes for it afterwards")
        func completed() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            #expect(try await counts { try await office.work(id) } == ["WorkflowOutcome COMPLETED": 1])
            #expect(try await counts { try await office.work(id) } == ["WorkflowOutcome NOT_NEEDED": 1])
            #expect(try await counts { try await office.work("nobody") } == ["WorkflowOutcome MISSING": 1])
        }

        @Test("a run without documents, and one without an agent")
        func failed() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            #expect(try await counts { try await office.work(id) } == ["WorkflowOutcome ERROR": 1])
            let other = try await Office(agent: .missing(["BEDROCK_AGENT_ID"]))
            let otherID = try await other.submit()
            #expect(try await counts { try await other.work(otherID) } == ["WorkflowOutcome CONFIGURATION_ERROR": 1])
        }

        @Test("a run that goes on in another invocation")
        func continued() async throws {
            let office = try await Office([.steps([.stall])])
            let id = try await office.submit()
            #expect(
                try await counts { try await office.work(id, for: .milliseconds(400)) }
                    == ["WorkflowOutcome CONTINUED": 1])
        }

        @Test("a run that is cancelled, once however often")
        func cancelled() async throws {
            let office = try await Office()
            let id = try await office.submit()
            let cancel = { _ = try await office.ask("POST", "/api/assessments/\(id)/cancel") }
            #expect(try await counts(cancel) == ["WorkflowOutcome CANCELLED": 1])
            #expect(try await counts(cancel) == [:])
        }

        @Test("a run that could not be started")
        func startFailed() async throws {
            let office = try await Office()
            office.startFailures.withLock { $0 = 1 }
            let counts = try await counts {
                _ = try await office.ask("POST", "/api/submit-assessment", Office.submission)
            }
            #expect(counts == ["WorkflowOutcome ERROR": 1])
        }

        @Test("throttling in the middle of the agent's stream, and the next try")
        func throttledStream() async throws {
            let office = try await Office([
                .steps([.reasoning("I begin."), .failure(.throttled)]), .steps(Office.happySteps),
            ])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            #expect(
                try await counts { try await office.work(id) }
                    == ["Throttles": 1, "Retries": 1, "WorkflowOutcome COMPLETED": 1])
        }

        @Test("a sweep that finds nothing says so")
        func idleSweep() async throws {
            let office = try await Office()
            #expect(try await counts { _ = try await office.sweep() } == ["SweepHits": 0, "StuckWorkflows": 0])
        }

        @Test("a sweep counts the runs that it started again, and as stuck those that it could not")
        func sweep() async throws {
            let office = try await Office(options: Assessments.Options(lease: .seconds(2)))
            for _ in 0..<3 { _ = try await office.submit() }
            try await pass(.seconds(3), office)
            office.startFailures.withLock { $0 = 1 }
            #expect(try await counts { _ = try await office.sweep() } == ["SweepHits": 2, "StuckWorkflows": 1])
        }

        @Test("a run that storage takes no change of is stuck")
        func poison() async throws {
            let office = try await Office(options: Assessments.Options(lease: .seconds(1)))
            _ = try await office.submit()
            try await pass(.seconds(2), office)
            office.tables.reset { call throws(TableError) in
                guard call.name == "update", call.moment == .before else { return }
                throw TableError(.itemTooLarge, "over 400 KB")
            }
            #expect(try await counts { _ = try await office.sweep() } == ["SweepHits": 0, "StuckWorkflows": 1])
        }

        @Test("a run whose workers never come back is stuck, whoever finds it", arguments: [true, false])
        func workerLost(bySweep: Bool) async throws {
            let office = try await Office(options: Assessments.Options(lease: .seconds(1)))
            let id = try await office.submit()
            for _ in 1...AssessmentStore.maximumAttempts {
                _ = try await office.service.store.claim(id)
                try await pass(.seconds(2), office)
            }
            let counts = try await counts {
                if bySweep { _ = try await office.sweep() } else { try await office.work(id) }
            }
            var expected = ["StuckWorkflows": 1, "WorkflowOutcome ERROR": 1]
            if bySweep { expected["SweepHits"] = 0 }
            #expect(counts == expected)
        }
    }
}
