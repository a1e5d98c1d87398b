import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

@Suite("POST /api/assessments/{id}/cancel")
struct CancelTests {
    private func conflict(_ status: String) -> Answer {
        let text = JSON.string("The assessment is \(status) and cannot be cancelled any more")
        return Answer(409, ["error": text, "message": text])
    }

    private func cancel(_ office: Office, _ id: String, as caller: Caller = .alice) async throws -> Answer {
        try await office.ask("POST", "/api/assessments/\(id)/cancel", as: caller)
    }

    @Test("ends a run that nobody has begun, and may be repeated")
    func pending() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let expected = Answer(
            200,
            [
                "session_id": .string(id), "status": "CANCELLED", "message": "The assessment has been cancelled.",
                "poll_url": .string("/api/agent-status/\(id)"),
            ])
        for _ in 0..<3 { #expect(try await cancel(office, id) == expected) }
        let status = try await office.status(id)
        #expect(status["status"] == "CANCELLED")
        #expect(status["current_stage"] == "Cancelled")
        #expect(status["error_message"] == .null)
        #expect(try await office.row(id)?["lease_until"] == nil)
        #expect(try await office.work(id).body["message"] == "Nothing to do")
        #expect(office.agent.inputs.isEmpty)
    }

    @Test("that was not told to the worker is, by a repeat")
    func notice() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(id, ["workflow_status": "PROCESSING", "attempt": 1, "lease_owner": "worker"])
        office.tables.reset { call throws(TableError) in
            guard call.name == "put" else { return }
            throw TableError(.unavailable(mayHaveWritten: false), "down")
        }
        #expect(try await cancel(office, id).status == 503)
        office.tables.reset()
        let lease = Lease(id: id, owner: "worker", attempt: 1)
        #expect(try await !office.service.store.isCancelled(lease))
        #expect(try await office.status(id)["status"] == "CANCELLED")
        #expect(try await cancel(office, id).status == 200)
        #expect(try await office.service.store.isCancelled(lease))
        #expect(try await !office.service.store.isCancelled(Lease(id: id, owner: "next", attempt: 2)))
    }

    @Test("a tool function's late status does not bring the run back")
    func lateTool() async throws {
        let office = try await Office()
        let id = try await office.submit()
        _ = try await cancel(office, id)
        try await office.set(id, ["status": "SOW_GENERATED", "updated_at": "2026-11-21T10:00:00"])
        #expect(try await office.status(id)["status"] == "CANCELLED")
        #expect(try await cancel(office, id).status == 200)
    }

    @Test("what has ended otherwise is refused", arguments: ["COMPLETED", "ERROR", "CONFIGURATION_ERROR"])
    func ended(status: String) async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(id, ["workflow_status": .string(status), "status": .string(status)])
        let before = try await office.row(id)
        #expect(try await cancel(office, id) == conflict(status))
        #expect(try await office.row(id) == before)
    }

    @Test("an assessment that ends while it is cancelled is told as it ended")
    func race() async throws {
        let office = try await Office()
        let id = try await office.submit()
        office.tables.reset { call in
            guard call.name == "update", call.moment == .before else { return }
            office.tables.reset()
            try? await office.set(id, ["workflow_status": "COMPLETED", "status": "COMPLETED"])
        }
        #expect(try await cancel(office, id) == conflict("COMPLETED"))
    }

    @Test("the worker is told also when the request that cancelled the run has died")
    func unfinishedRequest() async throws {
        let office = try await Office()
        let id = try await office.submit()
        guard case .claimed(let lease, _) = try await office.service.store.claim(id) else {
            Issue.record("The run could not be claimed")
            return
        }
        office.tables.reset { call in
            guard call.name == "update", call.moment == .before else { return }
            office.tables.reset()
            try? await office.set(id, ["workflow_status": "CANCELLED", "status": "CANCELLED"])
        }
        #expect(try await cancel(office, id).status == 200)
        #expect(try await office.service.store.isCancelled(lease))
    }

    @Test("a late repeat takes back no word to the worker of a later attempt")
    func lateNotice() async throws {
        let store = try await Office().service.store
        for attempt in [2, 1] {
            try await store.notify(try #require(Assessment(["session_id": "a", "attempt": .int(attempt)])))
        }
        #expect(try await store.isCancelled(Lease(id: "a", owner: "w", attempt: 2)))
        #expect(try await !store.isCancelled(Lease(id: "a", owner: "w", attempt: 3)))
    }

    @Test("an expired notice stops no worker, and is replaced")
    func expiredNotice() async throws {
        let office = try await Office()
        // DynamoDB may leave it there for days, which the embedded store does not.
        let events = TableSchema(
            Office.schema.events, partitionKey: .init("session_id"), sortKey: .init("seq", .number))
        let store = try await Office(
            engine: SQLiteTables(path: ":memory:", schemas: [events], clock: { office.clock.now() })
        ).service.store
        let lease = Lease(id: "a", owner: "w", attempt: 1)
        try await store.notify(try #require(Assessment(["session_id": "a", "attempt": 3, "ttl": 1])))
        #expect(try await !store.isCancelled(lease))
        try await store.notify(try #require(Assessment(["session_id": "a", "attempt": 1])))
        #expect(try await store.isCancelled(lease))
    }

    @Test("somebody else's, an unknown one and a wrong method change nothing")
    func refused() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let before = try await office.row(id)
        let notFound = Answer(404, ["error": "Session not found", "message": "Session not found"])
        #expect(try await cancel(office, id, as: .bob) == notFound)
        #expect(try await cancel(office, "unknown") == notFound)
        #expect(try await cancel(office, id, as: .anonymous).status == 401)
        #expect(try await office.ask("GET", "/api/assessments/\(id)/cancel").status == 405)
        #expect(try await office.row(id) == before)
    }

    @Test("an item of the original can be cancelled by an administrator")
    func original() async throws {
        let office = try await Office()
        try await office.set("old", ["status": "PROCESSING", "client_name": "Acme"])
        #expect(try await cancel(office, "old").status == 404)
        #expect(try await cancel(office, "old", as: .admin).status == 200)
        #expect(try await office.status("old", as: .admin)["status"] == "CANCELLED")
    }
}

@Suite("POST /api/assessments/{id}/retry")
struct RetryTests {
    private func retry(_ office: Office, _ id: String, as caller: Caller = .alice) async throws -> Answer {
        try await office.ask("POST", "/api/assessments/\(id)/retry", as: caller)
    }

    /// Fails behind its third tool; later, runs through.
    private static let scripts: [ScriptedAgent.Script] = [
        .steps(
            Office.tools.prefix(3).flatMap { [ScriptedAgent.Step.call($0), .answer("done")] } + [
                .failure(.service("DependencyFailedException"))
            ]),
        .steps(Office.happySteps),
    ]

    @Test("goes on behind the tools that have finished, and tells the agent so")
    func goesOn() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        let failed = try await office.status(id)
        #expect(failed["status"] == "ERROR")
        #expect(failed["error_code"] == "DEPENDENCY_FAILED")
        #expect(failed["progress"] == 60)
        let answer = try await retry(office, id)
        #expect(
            answer
                == Answer(
                    200,
                    [
                        "session_id": .string(id), "status": "PENDING",
                        "message": "Assessment request received. Processing in background.",
                        "poll_url": .string("/api/agent-status/\(id)"),
                    ]))
        let reopened = try await office.status(id)
        #expect(reopened["status"] == "PENDING")
        #expect(reopened["progress"] == 60)
        #expect(reopened["error_message"] == .null)
        #expect(reopened["error_code"] == .null)
        #expect(office.queued.count == 2)
        #expect(office.queued[1] == .object(Submission.continuation(of: id)))
        try await office.putDocuments(of: id)
        try await office.work(office.queued[1])
        #expect(try await office.status(id)["status"] == "COMPLETED")
        #expect(!office.agent.inputs[0].contains("already"))
        #expect(office.agent.inputs[1].contains("Steps 1, 2, 3 have been carried out already"))
        let types = try await office.events(id).compactMap { $0["type"]?.string }
        #expect(types.filter { $0 == "tool_call" }.count == 8)
        #expect(types.contains("error"))
    }

    @Test("a repeat while the run goes on changes nothing")
    func repeated() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        _ = try await retry(office, id)
        let before = try await office.row(id)
        for _ in 0..<2 {
            let answer = try await retry(office, id)
            #expect(answer.status == 200)
            #expect(answer.body["status"] == "PENDING")
            #expect(answer.body["message"] == "The assessment is under way.")
        }
        #expect(try await office.row(id) == before)
        #expect(office.queued.count == 2)
    }

    @Test("of many at once, one starts the run")
    func concurrent() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<10 { group.addTask { try await retry(office, id).status } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 10))
        #expect(office.queued.count == 2)
    }

    @Test("what was cancelled may be tried again, and works")
    func cancelled() async throws {
        let office = try await Office([.steps(Office.happySteps)])
        let id = try await office.submit()
        _ = try await office.ask("POST", "/api/assessments/\(id)/cancel")
        #expect(try await retry(office, id).status == 200)
        try await office.putDocuments(of: id)
        try await office.work(id)
        #expect(try await office.status(id)["status"] == "COMPLETED")
    }

    @Test("that is cancelled before a worker begins still knows how far the run had come")
    func cancelledAgain() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        #expect(try await retry(office, id).status == 200)
        #expect(try await office.ask("POST", "/api/assessments/\(id)/cancel").status == 200)
        #expect(try await retry(office, id).status == 200)
        try await office.work(id)
        #expect(office.agent.inputs[1].contains("Steps 1, 2, 3 have been carried out already"))
    }

    @Test("what has completed is refused")
    func completed() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(id, ["workflow_status": "COMPLETED", "status": "COMPLETED"])
        let text: JSON = "The assessment is COMPLETED and needs no other try"
        #expect(try await retry(office, id) == Answer(409, ["error": text, "message": text]))
        #expect(office.queued.count == 1)
    }

    @Test("that cannot be started is told as a submission is, and its progress does not fall")
    func startFailure() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        office.startFailures.withLock { $0 = 1 }
        let answer = try await retry(office, id)
        #expect(answer.status == 500)
        #expect(answer.body["error"] == "Failed to start workflow")
        let status = try await office.status(id)
        #expect(status["status"] == "ERROR")
        #expect(status["error_code"] == "START_FAILED")
        #expect(status["progress"] == 60)
        #expect(try await retry(office, id).status == 200)
        try await office.putDocuments(of: id)
        try await office.work(id)
        #expect(office.agent.inputs[1].contains("Steps 1, 2, 3 have been carried out already"))
        #expect(try await office.status(id)["status"] == "COMPLETED")
    }

    @Test("somebody else's and an unknown one start nothing")
    func refused() async throws {
        let office = try await Office(Self.scripts)
        let id = try await office.submit()
        try await office.work(id)
        let notFound = Answer(404, ["error": "Session not found", "message": "Session not found"])
        #expect(try await retry(office, id, as: .bob) == notFound)
        #expect(try await retry(office, "unknown") == notFound)
        #expect(try await retry(office, id, as: .anonymous).status == 401)
        #expect(office.queued.count == 1)
    }
}
