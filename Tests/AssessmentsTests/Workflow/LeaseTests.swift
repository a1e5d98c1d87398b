import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    @Suite("Runs that lose their worker")
    struct LeaseTests {
        /// Waits, by the office's clock.
        private func pass(_ duration: Duration, _ office: Office) async throws {
            let end = office.clock.now() + duration
            while office.clock.now() < end { try await Task.sleep(for: .milliseconds(5)) }
        }

        /// The agent's steps up to a place where the worker vanishes: from there on storage does not know it any more.
        @Test("found by the sweep within two leases, they go on, and what was seen before stays", arguments: 0...5)
        func lost(tools: Int) async throws {
            let steps = Office.tools.prefix(tools).flatMap { [ScriptedAgent.Step.call($0), .answer("done")] }
            let office = try await Office([.steps(steps + [.stall]), .steps(Office.happySteps)], scale: 100)
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let isDead = Mutex(false)
            let first = Task { try await office.work(id) }
            while try await office.events(id).count < 2 * tools || office.agent.inputs.isEmpty {
                try await Task.sleep(for: .milliseconds(5))
            }
            // Cancelled and without storage at once, as far as a process can be killed from within.
            office.tables.reset { call throws(TableError) in
                if isDead.withLock({ $0 }), call.isWrite {
                    throw TableError(.unavailable(mayHaveWritten: false), "killed")
                }
            }
            isDead.withLock { $0 = true }
            first.cancel()
            _ = try? await first.value
            isDead.withLock { $0 = false }
            #expect(try await office.row(id)?["lease_owner"] != nil)
            #expect(try await office.sweep() == ["restarted": 0, "failed": 0])
            try await pass(.seconds(61), office)
            #expect(try await office.sweep() == ["restarted": 1, "failed": 0])
            // It is watched again, not started a second time.
            #expect(try await office.sweep() == ["restarted": 0, "failed": 0])
            let event = try #require(office.queued.last)
            #expect(try await office.work(event).status == 200)
            let status = try await office.status(id)
            #expect(status["status"] == "COMPLETED")
            #expect(status["attempt"] == 2)
            #expect(status["document_urls"]?.array?.count == 2)
            #expect(try await office.events(id).count == 2 * tools + Office.happySteps.count)
        }

        @Test("given up when no worker ever comes back")
        func workerLost() async throws {
            let office = try await Office([.steps([.stall])], options: Assessments.Options(lease: .seconds(2)))
            let id = try await office.submit()
            for number in 1...AssessmentStore.maximumAttempts {
                guard case .claimed(let lease, _) = try await office.service.store.claim(id) else {
                    Issue.record("claim \(number) was refused")
                    return
                }
                #expect(lease.attempt == number)
                try await pass(.seconds(3), office)
                if number < AssessmentStore.maximumAttempts {
                    #expect(try await office.sweep() == ["restarted": 1, "failed": 0])
                }
            }
            #expect(try await office.sweep() == ["restarted": 0, "failed": 1])
            let status = try await office.status(id)
            #expect(status["status"] == "ERROR")
            #expect(status["error_code"] == "WORKER_LOST")
            #expect(try await office.work(id).body["message"] == "Nothing to do")
        }

        @Test("an assessment whose invocation was never queued is started by the sweep")
        func orphan() async throws {
            let office = try await Office([.steps(Office.happySteps)], scale: 100)
            let submission = try Submission(body: Office.submission.serialized())
            #expect(try await office.service.store.create("orphan", submission, owner: "alice") == nil)
            try await office.putDocuments(of: "orphan")
            #expect(try await office.sweep()["restarted"] == 0)
            try await pass(.seconds(61), office)
            #expect(try await office.sweep()["restarted"] == 1)
            #expect(try await office.work(try #require(office.queued.first)).status == 200)
            #expect(try await office.status("orphan")["status"] == "COMPLETED")
        }

        @Test("one that storage takes no change of does not keep the sweep from the others")
        func poison() async throws {
            let office = try await Office(options: Assessments.Options(lease: .seconds(1)))
            for _ in 0..<3 { _ = try await office.submit() }
            try await pass(.seconds(2), office)
            let isFirst = Mutex(true)
            office.tables.reset { call throws(TableError) in
                guard call.name == "update", call.moment == .before,
                    isFirst.withLock({ first in
                        defer { first = false }
                        return first
                    })
                else { return }
                throw TableError(.itemTooLarge, "over 400 KB")
            }
            #expect(try await office.sweep() == ["restarted": 2, "failed": 0])
            #expect(office.log.text.contains("A run could not be swept"))
        }

        @Test("a run that makes progress keeps its lease, however long it takes")
        func alive() async throws {
            let office = try await Office(
                [.steps([.pause(.seconds(16))] + Office.happySteps)], options: Assessments.Options(lease: .seconds(4)),
                scale: 4)
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            async let run = office.work(id)
            for _ in 0..<12 {
                try await pass(.seconds(1), office)
                #expect(try await office.sweep() == ["restarted": 0, "failed": 0])
            }
            #expect(try await run.status == 200)
            #expect(try await office.status(id)["attempt"] == 1)
        }

        @Test("a lease does not outlive the worker's invocation")
        func invocation() async throws {
            let office = try await Office([.steps([.call("RequirementsAnalyzer"), .stall])], scale: 1)
            let id = try await office.submit()
            let run = Task { try await office.work(id, for: .seconds(20)) }
            while try await office.events(id).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let until = try #require(try await office.row(id)?["lease_until"]?.int)
            #expect(until <= (office.clock.now() + .seconds(20)).milliseconds)
            #expect(try await office.ask("POST", "/api/assessments/\(id)/cancel").status == 200)
            _ = try await run.value
        }

        @Test("a worker that has lost its lease writes nothing over what the next one does")
        func superseded() async throws {
            let office = try await Office([
                .steps([.call("RequirementsAnalyzer"), .pause(.seconds(12)), .chunk("late words")]),
                .steps(Office.happySteps),
            ])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let first = Task { try await office.work(id) }
            while try await office.events(id).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            // As after a long pause of the machine: the lease is over and somebody else has begun.
            try await office.set(id, ["lease_until": 1])
            #expect(try await office.work(id).body["message"] == "Agent workflow completed")
            #expect(try await first.value.body["message"] == "Nothing to do")
            let status = try await office.status(id)
            #expect(status["status"] == "COMPLETED")
            #expect(status["attempt"] == 2)
            let sequences = try await office.tables.query(
                Query(table: Office.schema.events, partition: .string(id), range: .greater(0))
            ).items.compactMap { $0["seq"]?.int }
            #expect(sequences == sequences.sorted() && Set(sequences).count == sequences.count)
        }
    }
}

extension WorkflowSuites {
    @Suite("Cancelling")
    struct CancellationTests {
        @Test("during a stall the worker stops within two looks at its notice")
        func stall() async throws {
            let office = try await Office([.steps([.call("RequirementsAnalyzer"), .stall])])
            let id = try await office.submit()
            let run = Task { try await office.work(id) }
            while try await office.events(id).isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            let answer = try await office.ask("POST", "/api/assessments/\(id)/cancel")
            let looks = office.clock.pauses.count
            #expect(answer.status == 200)
            #expect(answer.body["status"] == "CANCELLED")
            #expect(try await run.value.body["message"] == "Nothing to do")
            #expect(office.clock.pauses.count - looks <= 2)
            let status = try await office.status(id)
            #expect(status["status"] == "CANCELLED")
            #expect(status["current_stage"] == "Cancelled")
            #expect(try await office.row(id)?["lease_owner"] == nil)
            #expect(try await office.work(id).body["message"] == "Nothing to do")
        }

        @Test("before a worker begins, none does")
        func pending() async throws {
            let office = try await Office()
            let id = try await office.submit()
            #expect(try await office.ask("POST", "/api/assessments/\(id)/cancel").status == 200)
            #expect(try await office.work(id).body["message"] == "Nothing to do")
            #expect(office.agent.inputs.isEmpty)
        }

        @Test("a run that was cancelled can be tried again, and its old notice stops nobody")
        func again() async throws {
            let office = try await Office([
                .steps([.call("RequirementsAnalyzer"), .answer("x"), .stall]), .steps(Office.happySteps),
            ])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let run = Task { try await office.work(id) }
            while try await office.events(id).count < 2 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await office.ask("POST", "/api/assessments/\(id)/cancel").status == 200)
            _ = try await run.value
            #expect(try await office.ask("POST", "/api/assessments/\(id)/retry").status == 200)
            #expect(try await office.work(id).status == 200)
            #expect(try await office.status(id)["status"] == "COMPLETED")
            #expect(office.agent.inputs[1].contains("Steps 1 have been carried out already"))
        }
    }
}

extension WorkflowSuites {
    @Suite("The invocation's time")
    struct DeadlineTests {
        @Test("what does not fit into one invocation goes on in another, and the deadline is kept")
        func handOver() async throws {
            let office = try await Office([
                .steps([.call("RequirementsAnalyzer"), .answer("done"), .stall]), .steps(Office.happySteps),
            ])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let deadline = ContinuousClock.now + .seconds(2)
            #expect(
                try await office.work(id, for: .seconds(2)).body["message"]
                    == "Agent workflow continues in another invocation")
            #expect(ContinuousClock.now < deadline)
            let status = try await office.status(id)
            #expect(status["status"] == "REQUIREMENTS_ANALYZED")
            #expect(try await office.row(id)?["lease_owner"] == nil)
            let event: JSON = ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)]
            #expect(office.queued.last == event)
            #expect(try await office.work(event).status == 200)
            #expect(try await office.status(id)["status"] == "COMPLETED")
            #expect(try await office.events(id).count == 2 + Office.happySteps.count)
            #expect(office.agent.inputs[1].contains("Steps 1 have been carried out already"))
        }

        @Test("what a tool function has set meanwhile is not taken back, and the next invocation goes on behind it")
        func toolFunction() async throws {
            let office = try await Office([.steps([.call("RequirementsAnalyzer"), .stall]), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let run = Task { try await office.work(id, for: .seconds(3)) }
            while try await office.row(id)?["status"] != "ANALYZING_REQUIREMENTS" {
                try await Task.sleep(for: .milliseconds(5))
            }
            try await office.set(id, ["status": "REQUIREMENTS_ANALYZED"])
            #expect(try await run.value.body["message"] == "Agent workflow continues in another invocation")
            #expect(try await office.status(id)["status"] == "REQUIREMENTS_ANALYZED")
            #expect(try await office.work(id).status == 200)
            #expect(office.agent.inputs[1].contains("Steps 1 have been carried out already"))
        }

        @Test("the sweep goes on with a run whose next invocation could not be queued")
        func notQueued() async throws {
            let office = try await Office([.steps([.stall]), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            office.startFailures.withLock { $0 = 1 }
            #expect(try await office.work(id, for: .seconds(1)).status == 200)
            #expect(office.queued.count == 1)
            #expect(try await office.sweep()["restarted"] == 1)
            #expect(try await office.work(try #require(office.queued.last)).status == 200)
            #expect(try await office.status(id)["status"] == "COMPLETED")
        }

        @Test("a run that outlasts all its invocations ends with an error")
        func tooLong() async throws {
            let office = try await Office([.steps([.stall])])
            let id = try await office.submit()
            for _ in 1...AssessmentStore.maximumAttempts { try await office.work(id, for: .milliseconds(400)) }
            let status = try await office.status(id)
            #expect(status["status"] == "ERROR")
            #expect(status["error_code"] == "TIMED_OUT")
            #expect(status["retryable"] == true)
        }
    }
}
