import AWSServices
import WireFormats

/// Why a run ended early, for clients: no internals, no text of users.
struct RunFailure: Error, Sendable, Hashable {
    enum Code: String, Sendable {
        /// The agent's ids are missing or placeholders.
        case configuration = "CONFIGURATION"
        /// The self-invocation could not be started.
        case startFailed = "START_FAILED"
        case throttled = "THROTTLED"
        case accessDenied = "ACCESS_DENIED"
        /// The agent, its alias or one of their parts does not exist.
        case notFound = "AGENT_NOT_FOUND"
        case quotaExceeded = "QUOTA_EXCEEDED"
        /// A tool function or another part that the agent needs has failed.
        case dependencyFailed = "DEPENDENCY_FAILED"
        case invalidRequest = "INVALID_REQUEST"
        /// Bedrock failed, or the connection to it broke.
        case agentUnavailable = "AGENT_UNAVAILABLE"
        /// The stream said something that is not its protocol.
        case protocolError = "PROTOCOL_ERROR"
        case documentsMissing = "DOCUMENTS_MISSING"
        /// The agent asked its caller to act, and ended.
        case returnedControl = "RETURN_CONTROL"
        /// The agent said that it failed.
        case agentFailed = "AGENT_FAILURE"
        case guardrailIntervened = "GUARDRAIL_INTERVENED"
        /// The agent sent its files instead of having its tools store them.
        case filesReturned = "FILES_RETURNED"
        case storageUnavailable = "STORAGE_UNAVAILABLE"
        /// Workers began and did not come back.
        case workerLost = "WORKER_LOST"
        /// All the invocations that a run may have were too short for it.
        case timedOut = "TIMED_OUT"
    }

    let code: Code
    let message: String

    /// Another try may succeed without anybody having changed anything.
    var isRetryable: Bool {
        switch code {
        case .throttled, .agentUnavailable, .storageUnavailable, .workerLost, .timedOut, .startFailed,
            .documentsMissing, .protocolError:
            true
        case .configuration, .accessDenied, .notFound, .quotaExceeded, .dependencyFailed, .invalidRequest,
            .returnedControl, .agentFailed, .guardrailIntervened, .filesReturned:
            false
        }
    }

    var status: WorkflowStatus { code == .configuration ? .configurationError : .error }

    /// `current_stage`, in the original's words.
    var stage: String {
        switch code {
        case .configuration: "Configuration error"
        case .documentsMissing: "Document generation failed"
        case .startFailed: "Initializing"
        default: "Agent workflow error"
        }
    }

    var attributes: Item {
        [
            AssessmentAttribute.errorMessage: .string(message),
            AssessmentAttribute.errorCode: .string(code.rawValue), AssessmentAttribute.isRetryable: .bool(isRetryable),
        ]
    }
}

extension RunFailure {
    static func workerLost(attempts: Int) -> RunFailure {
        RunFailure(
            code: .workerLost, message: "The workflow was started \(attempts) times and did not finish any time.")
    }

    static let timedOut = RunFailure(
        code: .timedOut, message: "The agent did not finish in the time that the workflow may take.")
}
