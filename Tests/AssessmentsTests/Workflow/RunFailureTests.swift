import AWSCore
import AWSServices
import HTTPTransport
import Testing
import WireFormats

@testable import Assessments

@Suite("Why a run failed")
struct RunFailureTests {
    @Test("errors of Bedrock have codes, and what they quote stays inside")
    func codes() {
        let table: [(AWSError, RunFailure.Code, retryable: Bool)] = [
            (.throttled, .throttled, true), (.service("AccessDeniedException"), .accessDenied, false),
            (.service("ResourceNotFoundException"), .notFound, false),
            (.service("ServiceQuotaExceededException"), .quotaExceeded, false),
            (.service("DependencyFailedException"), .dependencyFailed, false),
            (.service("ValidationException"), .invalidRequest, false),
            (.service("ConflictException"), .agentUnavailable, true),
            (.service("InternalServerException"), .agentUnavailable, true),
            (.service("BadGatewayException"), .agentUnavailable, true),
            (.service("SomethingNewException"), .agentUnavailable, true),
            (AWSError(code: .credentials, message: "arn:aws:secret"), .accessDenied, false),
            (
                AWSError(code: .service("ExpiredTokenException"), message: "arn:aws:secret", status: 403),
                .accessDenied,
                false
            ),
            (
                AWSError(
                    code: .service("ModelNotReadyException"), message: "arn:aws:secret", status: 424, isThrottling: true
                ),
                .throttled, true
            ),
            (AWSError(code: .configuration, message: "arn:aws:secret"), .invalidRequest, false),
            (AWSError(code: .invalidResponse, message: "arn:aws:secret"), .protocolError, true),
            (AWSError(code: .transport(.connectionLost), message: "arn:aws:secret"), .agentUnavailable, true),
        ]
        for (error, code, retryable) in table {
            let failure = RunFailure(error)
            #expect(failure.code == code, "\(error)")
            #expect(failure.isRetryable == retryable, "\(error)")
            #expect(!failure.message.contains("secret") && !failure.message.contains("slow down"))
            #expect(failure.status == .error)
            #expect(failure.stage == "Agent workflow error")
        }
    }

    @Test("what failed is named: a part of the agent, its model, or the way to it")
    func words() {
        func words(_ name: String, isThrottling: Bool = false) -> String {
            RunFailure(AWSError(code: .service(name), message: "words", isThrottling: isThrottling)).message
        }
        #expect(
            words("DependencyFailedException")
                == "Something that the agent depends on has failed, such as a tool's function or a knowledge base.")
        #expect(words("BadGatewayException") == "Something that the agent depends on could not be reached for now.")
        #expect(
            words("ModelNotReadyException", isThrottling: true)
                == "The agent's model is not ready yet. Please try again later.")
        #expect(words("InternalServerException") == "The agent could not be reached or failed.")
    }

    @Test("stages are in the original's words")
    func stages() {
        func stage(_ code: RunFailure.Code) -> String { RunFailure(code: code, message: "").stage }
        #expect(stage(.configuration) == "Configuration error")
        #expect(stage(.documentsMissing) == "Document generation failed")
        #expect(stage(.startFailed) == "Initializing")
        #expect(stage(.workerLost) == "Agent workflow error")
    }

    @Test("the item says what, for people and for programs")
    func attributes() {
        #expect(
            RunFailure.workerLost(attempts: 5).attributes == [
                "error_message": "The workflow was started 5 times and did not finish any time.",
                "error_code": "WORKER_LOST", "error_retryable": true,
            ])
    }
}
