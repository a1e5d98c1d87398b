import AWSCore
import AWSServices
import Gateway
import HTTPTransport
import SystemTestSupport
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    @Suite("When the agent fails")
    struct AgentFailureTests {
        @Test("throttled twice and then accepted, a run completes after waits that grow and vary")
        func throttledTwice() async throws {
            let office = try await Office(
                [.refusal(.throttled), .refusal(.throttled), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            try await office.work(id)
            let status = try await office.status(id)
            #expect(status["status"] == "COMPLETED")
            #expect(status["attempt"] == 1)
            let warnings = try await office.events(id).filter { $0["type"] == "warning" }
            #expect(
                warnings.compactMap { $0["content"]?.string }
                    == Array(repeating: "Rate limit reached, slowing down...", count: 2))
            let waits = office.clock.pauses.filter { $0 != Workflow.watchInterval }
            #expect(waits.count == 2)
            #expect(waits[0] <= .seconds(2) && waits[1] <= .seconds(4))
            #expect(office.agent.inputs.count == 3)
        }

        @Test("while it waits, its stage says why")
        func stage() async throws {
            let seen = SeenStates()
            let office = try await Office(
                [.refusal(.throttled), .steps([.action { try await seen.look() }] + Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            async let run = office.work(id)
            var stages: Set<String> = []
            while !stages.contains("Running RequirementsAnalyzer") {
                stages.insert(try await office.status(id)["current_stage"]?.string ?? "")
                if try await office.status(id)["status"] == "COMPLETED" { break }
            }
            _ = try await run
            #expect(stages.contains("Retrying (throttled, attempt 2)"))
        }

        @Test("throttled three times, it ends with a code that says another try may do")
        func throttledAlways() async throws {
            let office = try await Office([.refusal(.throttled)])
            let id = try await office.submit()
            let answer = try await office.work(id)
            #expect(answer.status == 500)
            #expect(answer.body["error"] == "Agent workflow failed")
            let status = try await office.status(id)
            #expect(status["status"] == "ERROR")
            #expect(status["current_stage"] == "Agent workflow error")
            #expect(status["error_code"] == "THROTTLED")
            #expect(status["retryable"] == true)
            #expect(office.agent.inputs.count == 3)
            #expect(try await office.row(id)?["lease_until"] == nil)
        }

        @Test("waits differ from run to run")
        func jitter() async throws {
            var waits: Set<Duration> = []
            for _ in 0..<3 {
                let office = try await Office([.refusal(.throttled)], scale: 200)
                try await office.work(try await office.submit())
                waits.formUnion(office.clock.pauses.filter { $0 != Workflow.watchInterval })
            }
            #expect(waits.count > 3)
        }

        @Test(
            "what another try cannot mend ends it at once",
            arguments: [
                ("AccessDeniedException", "ACCESS_DENIED"), ("ResourceNotFoundException", "AGENT_NOT_FOUND"),
                ("ServiceQuotaExceededException", "QUOTA_EXCEEDED"), ("DependencyFailedException", "DEPENDENCY_FAILED"),
                ("ValidationException", "INVALID_REQUEST"),
            ])
        func final(exception: String, code: String) async throws {
            for script: ScriptedAgent.Script in [
                .refusal(.service(exception)), .steps([.reasoning("Hm."), .failure(.service(exception))]),
            ] {
                let office = try await Office([script])
                let id = try await office.submit()
                try await office.work(id)
                let status = try await office.status(id)
                #expect(status["status"] == "ERROR")
                #expect(status["error_code"]?.string == code)
                #expect(status["retryable"] == false)
                #expect(status["error_message"]?.string?.contains("arn:") == false)
                #expect(try await office.events(id).last?["code"]?.string == code)
                #expect(office.agent.inputs.count == 1)
            }
        }

        @Test("broken off in the middle, a run begins anew behind what is finished, and what was seen stays")
        func inTheMiddle() async throws {
            let lost = AWSError(code: .transport(.connectionLost), message: "reset", isRetryable: true)
            for error in [AWSError.throttled, .service("InternalServerException", isRetryable: true), lost] {
                let office = try await Office([
                    .steps([
                        .call("RequirementsAnalyzer"), .answer("analysed"), .call("CostCalculator"), .failure(error),
                    ]),
                    .steps(Office.happySteps),
                ])
                let id = try await office.submit()
                try await office.putDocuments(of: id)
                try await office.work(id)
                let status = try await office.status(id)
                #expect(status["status"] == "COMPLETED")
                #expect(status["attempt"] == 2)
                let events = try await office.events(id)
                #expect(events.count == 4 + Office.happySteps.count)
                #expect(events[1]["content"] == "analysed")
                #expect(office.agent.inputs[1].contains("Steps 1 have been carried out already"))
            }
        }

        @Test("an agent that is still busy with the session is asked again")
        func busy() async throws {
            let office = try await Office([.refusal(.service("ConflictException")), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            #expect(try await office.work(id).status == 200)
            #expect(try await office.status(id)["status"] == "COMPLETED")
            #expect(office.agent.inputs.count == 2)
        }

        @Test("an agent that is not set up is told at once, with advice, and never asked")
        func configuration() async throws {
            let settings: [(AgentSetting, String)] = [
                (.missing(["BEDROCK_AGENT_ID"]), "BEDROCK_AGENT_ID not set"),
                (.placeholder(["BEDROCK_AGENT_ID", "BEDROCK_AGENT_ALIAS_ID"]), "still set to a placeholder"),
            ]
            for (setting, text) in settings {
                let office = try await Office(agent: setting)
                let id = try await office.submit()
                let answer = try await office.work(id)
                #expect(answer.status == 500)
                #expect(answer.body["error"] == "Configuration error")
                let status = try await office.status(id)
                #expect(status["status"] == "CONFIGURATION_ERROR")
                #expect(status["current_stage"] == "Configuration error")
                #expect(status["error_message"]?.string?.contains(text) == true)
                #expect(status["error_message"]?.string?.contains("setup-agentcore.py") == true)
                #expect(office.clock.pauses.count < 3)
            }
        }

        @Test("a run that succeeds at last has no error any more")
        func errorGoes() async throws {
            let office = try await Office([.refusal(.service("AccessDeniedException")), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.work(id)
            #expect(try await office.status(id)["error_message"] != .null)
            #expect(try await office.ask("POST", "/api/assessments/\(id)/retry").status == 200)
            #expect(try await office.status(id)["status"] == "PENDING")
            #expect(office.queued.count == 2)
            try await office.putDocuments(of: id)
            try await office.work(id)
            let status = try await office.status(id)
            #expect(status["status"] == "COMPLETED")
            #expect(status["error_message"] == .null)
            #expect(status["error_code"] == .null)
        }
    }
}

extension WorkflowSuites {
    @Suite("What the agent leaves behind")
    struct DocumentOutcomeTests {
        private func run(_ names: [String], requiresAll: Bool = true) async throws -> JSON {
            let office = try await Office(
                [.steps(Office.happySteps)], options: Assessments.Options(requiresAllDocuments: requiresAll))
            let id = try await office.submit()
            for name in names { try await office.putDocument(name, of: id) }
            try await office.work(id)
            return try await office.status(id)
        }

        @Test("nothing at all is an error")
        func nothing() async throws {
            let status = try await run([])
            #expect(status["status"] == "ERROR")
            #expect(status["current_stage"] == "Document generation failed")
            #expect(status["error_code"] == "DOCUMENTS_MISSING")
        }

        /// What an agent's stream says before it ends without an error, and what the run then ends with.
        private static let shortfalls: [(AgentEvent, String, String)] = [
            (
                .returnControl([
                    "invocationId": "i",
                    "invocationInputs": [
                        ["functionInvocationInput": ["actionGroup": "CostCalculator", "function": "costcalculator"]],
                        ["apiInvocationInput": ["actionGroup": "Crm", "apiPath": "/clients", "httpMethod": "GET"]],
                    ],
                ]), "RETURN_CONTROL",
                "The agent returned control to its caller (CostCalculator.costcalculator, Crm./clients), which this workflow "
                    + "does not carry out. Give its action groups a Lambda function, and let them ask for no confirmation."
            ),
            (
                .returnControl(["invocationId": "i"]), "RETURN_CONTROL",
                "The agent returned control to its caller, which this workflow does not carry out. Give its action groups a "
                    + "Lambda function, and let them ask for no confirmation."
            ),
            (
                .trace(["trace": ["failureTrace": ["failureReason": "Max iterations exceeded", "failureCode": 424]]]),
                "AGENT_FAILURE", "The agent failed (code 424): Max iterations exceeded"
            ),
            (.trace(["trace": ["failureTrace": [:]]]), "AGENT_FAILURE", "The agent failed without a reason."),
            (
                .trace(["trace": ["guardrailTrace": ["action": "INTERVENED"]]]), "GUARDRAIL_INTERVENED",
                "A guardrail intervened, and the agent ended without its documents."
            ),
            (
                .files(["files": [["name": "sow.docx", "type": "application/msword", "bytes": "AA=="]]]),
                "FILES_RETURNED",
                "The agent returned files (sow.docx) in its answer, which this workflow does not keep. Its tools have to "
                    + "store them in the artifacts bucket."
            ),
        ]

        @Test("where the agent has said why there is nothing, that is the error, and another try is no use")
        func shortfall() async throws {
            for (event, code, message) in Self.shortfalls {
                let office = try await Office([.steps([.call("RequirementsAnalyzer"), .event(event)])])
                let id = try await office.submit()
                #expect(try await office.work(id).status == 500)
                let status = try await office.status(id)
                #expect(status["status"] == "ERROR")
                #expect(status["current_stage"] == "Agent workflow error")
                #expect(status["error_code"]?.string == code)
                #expect(status["error_message"]?.string == message)
                #expect(status["retryable"] == false)
                #expect(office.agent.inputs.count == 1)
            }
        }

        @Test("what stopped the agent outweighs what happened on its way")
        func severalShortfalls() async throws {
            let events = Self.shortfalls.map { ScriptedAgent.Step.event($0.0) }
            // A guardrail and files before and after the failure.
            for steps in [[events[4], events[5], events[2]], [events[4], events[2], events[5], events[4]]] {
                let office = try await Office([.steps(steps)])
                let id = try await office.submit()
                try await office.work(id)
                #expect(try await office.status(id)["error_code"] == "AGENT_FAILURE")
            }
        }

        @Test("a model that is not ready is waited for, in these words")
        func notReady() async throws {
            let notReady = AWSError(
                code: .service("ModelNotReadyException"), message: "words", status: 424, isRetryable: true,
                isThrottling: true)
            let office = try await Office([.refusal(notReady), .steps(Office.happySteps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            try await office.work(id)
            #expect(try await office.status(id)["status"] == "COMPLETED")
            #expect(try await office.events(id).first?["content"] == "The agent's model is not ready yet, waiting...")
        }

        @Test("a long reason is cut")
        func longReason() async throws {
            let reason = JSON.string(String(repeating: "é", count: 100_000))
            let office = try await Office([
                .steps([.event(.trace(["trace": ["failureTrace": ["failureReason": reason]]]))])
            ])
            let id = try await office.submit()
            try await office.work(id)
            let status = try await office.status(id)
            #expect(status["error_message"]?.string == "The agent failed: " + String(repeating: "é", count: 500))
        }

        @Test("what the agent said is no error where all documents are there")
        func recovered() async throws {
            for (event, _, _) in Self.shortfalls {
                let office = try await Office([.steps([.event(event)] + Office.happySteps)])
                let id = try await office.submit()
                try await office.putDocuments(of: id)
                try await office.work(id)
                #expect(try await office.status(id)["status"] == "COMPLETED")
            }
        }

        @Test("what was said in a try that broke off does not count for the next")
        func earlierTry() async throws {
            let office = try await Office([
                .steps([.event(Self.shortfalls[2].0), .failure(.service("InternalServerException", isRetryable: true))]
                ),
                .steps(Office.happySteps),
            ])
            let id = try await office.submit()
            try await office.work(id)
            let status = try await office.status(id)
            #expect(status["error_code"] == "DOCUMENTS_MISSING")
            #expect(status["retryable"] == true)
        }

        @Test("one of two is an error that names the missing one, unless one is configured to do")
        func one() async throws {
            let first = try await run(["presentation.pptx"])
            #expect(first["status"] == "ERROR")
            #expect(first["error_message"]?.string?.contains("sow.docx") == true)
            #expect(first["error_message"]?.string?.contains("presentation.pptx") == false)
            #expect(first["document_urls"]?.array?.count == 1)
            #expect(try await run(["sow.docx"])["error_message"]?.string?.contains("presentation.pptx") == true)
            #expect(try await run(["sow.docx"], requiresAll: false)["status"] == "COMPLETED")
        }

        @Test(
            "another try is told to make what is missing, though its tool has answered",
            arguments: [([], "1, 2, 3"), (["sow.docx"], "1, 2, 3"), (["presentation.pptx"], "1, 2, 3, 4")])
        func again(present: [String], finished: String) async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            for name in present { try await office.putDocument(name, of: id) }
            try await office.work(id)
            #expect(try await office.status(id)["error_code"] == "DOCUMENTS_MISSING")
            #expect(try await office.ask("POST", "/api/assessments/\(id)/retry").status == 200)
            try await office.putDocuments(of: id)
            try await office.work(id)
            #expect(office.agent.inputs[1].contains("Steps \(finished) have been carried out already"))
            #expect(try await office.status(id)["status"] == "COMPLETED")
        }
    }
}
