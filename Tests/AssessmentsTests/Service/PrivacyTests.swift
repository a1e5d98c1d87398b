import AWSCore
import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

@Suite("What the log says")
struct PrivacyTests {
    private static let canary = "CANARY-7d1f"
    private static let text = JSON.string(canary)
    private static let submission: JSON = [
        "client_name": text, "project_name": text, "industry": text, "requirements": text, "duration": text,
    ]

    private static func steps(_ end: ScriptedAgent.Step...) -> ScriptedAgent.Script {
        .steps(
            [
                .reasoning(canary), .chunk(canary),
                .call("CostCalculator", nil, [["name": "notes", "type": "string", "value": text]]), .answer(canary),
                .trace(["observation": ["repromptResponse": ["text": text]]]),
                .event(.trace(["trace": ["failureTrace": ["failureReason": text]]])),
                .event(.returnControl(["invocationInputs": text])), .event(.files(["files": [text]])),
                .event(.other(name: "new", payload: Array(canary.utf8))), .final(canary),
            ] + end)
    }

    private static func failure(_ name: String, isRetryable: Bool = false) -> AWSError {
        AWSError(code: .service(name), message: "about \(canary)", isRetryable: isRetryable)
    }

    private func sayEverything(_ office: Office) async throws {
        let answer = try await office.ask(
            "POST", "/api/submit-assessment", Self.submission, headers: ["Idempotency-Key": Self.canary])
        let id = answer.body["session_id"]?.string ?? "unknown"
        _ = try? await office.work(
            office.queued.last ?? ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)])
        for (method, path) in [
            ("GET", "/api/agent-status/\(id)"), ("GET", "/api/results/\(id)"), ("GET", "/api/assessments"),
            ("POST", "/api/assessments/\(id)/cancel"), ("POST", "/api/assessments/\(id)/retry"),
        ] {
            _ = try await office.send(method, path)
        }
        for name in ["client_name", "team_size", "requirements"] {
            var body = Self.submission.object ?? [:]
            body[name] = [Self.text]
            _ = try await office.ask("POST", "/api/submit-assessment", .object(body))
            body["action"] = "PROCESS_AGENT_WORKFLOW"
            body["session_id"] = "s1"
            _ = try? await office.work(.object(body))
        }
        _ = try await office.send("POST", "/api/submit-assessment", raw: Array(Self.canary.utf8))
        _ = try await office.ask(
            "POST", "/api/upload-template", ["file": Self.text, "filename": .string(Self.canary + ".pptx")], as: .admin)
        _ = try await office.ask(
            "POST", "/api/upload-template", ["file": "QQ==", "filename": .string(Self.canary + ".pptx")], as: .admin)
        _ = try? await office.sweep()
    }

    @Test("no word of a client or of the agent reaches it at info level, however a run ends")
    func runs() async throws {
        let scripts: [ScriptedAgent.Script] = [
            Self.steps(), Self.steps(.failure(Self.failure("DependencyFailedException"))),
            Self.steps(.failure(Self.failure("InternalServerException", isRetryable: true))),
            .refusal(Self.failure("ValidationException")), .refusal(Self.failure("ThrottlingException")),
            .refusal(AWSError(code: .invalidResponse, message: Self.canary)),
        ]
        for script in scripts {
            let office = try await Office([script])
            try await sayEverything(office)
            #expect(!office.log.text.isEmpty)
            #expect(!office.log.text.contains(Self.canary))
        }
    }

    @Test("nor does it when storage fails")
    func storage() async throws {
        let codes: [TableError.Code] = [
            .invalid, .denied, .itemTooLarge, .unavailable(mayHaveWritten: true), .transactionCancelled([.other("x")]),
        ]
        for code in codes {
            for name in ["put", "update", "batchWrite", "query"] {
                let office = try await Office([Self.steps()], scale: 1000)
                office.tables.reset { call throws(TableError) in
                    guard call.name == name else { return }
                    throw TableError(code, code == .invalid ? "wrong value \(Self.canary)" : "refused")
                }
                try await sayEverything(office)
                #expect(!office.log.text.contains(Self.canary))
            }
        }
    }

    @Test("nor does it when the invocation or the bucket fails in words that quote the request")
    func services() async throws {
        struct Quoting: Error, CustomStringConvertible { var description: String { PrivacyTests.canary } }
        let errors: [any Error] = [
            Quoting(), Self.failure("InvalidRequestContentException"),
            LambdaInvokeError.call(Self.failure("InvalidRequestContentException")),
        ]
        for error in errors { #expect(!Assessments.kind(of: error).contains(Self.canary)) }
        #expect(Assessments.kind(of: errors[2]) == Assessments.kind(of: errors[1]))
        let office = try await Office()
        office.startFailures.withLock { $0 = 5 }
        try await sayEverything(office)
        #expect(office.log.text.contains("StartFailure"))
        #expect(!office.log.text.contains(Self.canary))
    }
}
