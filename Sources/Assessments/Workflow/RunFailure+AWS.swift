import AWSCore

/// Errors of Bedrock as failures of the run.
extension RunFailure {
    /// - Parameter error: of InvokeAgent, or from within its stream.
    init(_ error: AWSError) {
        switch (error.code, error.serviceCode) {
        case (_, "ModelNotReadyException"):
            self.init(code: .throttled, message: "The agent's model is not ready yet. Please try again later.")
        case _ where error.isThrottling:
            self.init(code: .throttled, message: "The agent is throttled. Please try again later.")
        case _ where error.isDenied:
            self.init(code: .accessDenied, message: "The agent may not be invoked: access was denied.")
        case (_, "ResourceNotFoundException"):
            self.init(code: .notFound, message: "The agent or its alias does not exist.")
        case (_, "ServiceQuotaExceededException"):
            self.init(code: .quotaExceeded, message: "A service quota of the agent's account is used up.")
        case (_, "DependencyFailedException"):
            self.init(
                code: .dependencyFailed,
                message: "Something that the agent depends on has failed, such as a tool's function or a knowledge "
                    + "base.")
        case (_, "BadGatewayException"):
            self.init(
                code: .agentUnavailable, message: "Something that the agent depends on could not be reached for now.")
        case (_, "ConflictException"):
            self.init(code: .agentUnavailable, message: "The agent was still busy with this session.")
        case (_, "ValidationException"), (.configuration, _):
            self.init(code: .invalidRequest, message: "The agent refused the request.")
        case (.invalidResponse, _):
            self.init(code: .protocolError, message: "The agent's answer could not be read.")
        default:
            self.init(code: .agentUnavailable, message: "The agent could not be reached or failed.")
        }
    }
}

extension AWSError {
    /// Wrong or expired credentials come under many names.
    fileprivate var isDenied: Bool {
        code == .credentials || serviceCode == "AccessDeniedException" || [401, 403].contains(status)
    }

    /// Another InvokeAgent may succeed. While Bedrock has not noticed that the stream of an earlier attempt is closed, it
    /// refuses the session's next one as a conflict.
    var mayPass: Bool { isRetryable || isThrottling || serviceCode == "ConflictException" }
}
