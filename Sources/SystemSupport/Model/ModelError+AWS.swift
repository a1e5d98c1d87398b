import AWSCore
import HTTPTransport
import WireFormats

/// Errors of Bedrock as errors of the model.
extension ModelError {
    /// - Parameter error: of ConverseStream, or from within its stream.
    init(_ error: AWSError) {
        self.init(Self.code(of: error), error.description)
    }

    private static func code(of error: AWSError) -> Code {
        if error.isThrottling { return .throttled(retryAfter: error.retryAfter) }
        switch (error.code, error.serviceCode) {
        case (.transport(.timeout), _), (_, "ModelTimeoutException"): return .timedOut
        case (_, "ValidationException"): return isTooLong(error.message) ? .conversationTooLong : .refused
        case (_, "ModelErrorException"), (_, "ModelStreamErrorException"):
            return isTooLong(error.message) ? .conversationTooLong : .unavailable
        case (.transport, _): return .unavailable
        case (.credentials, _), (.configuration, _): return error.isRetryable ? .unavailable : .notAvailable
        case (.invalidResponse, _): return .protocolError
        case (.service, _):
            // An error within a stream has the stream's status, 200.
            guard !error.isRetryable, let status = error.status, (400..<500).contains(status) else {
                return .unavailable
            }
            // Wrong or expired credentials come under many names; 404 is for models that do not exist.
            return [401, 403, 404].contains(status) ? .notAvailable : .refused
        }
    }

    /// Bedrock has no exception of its own for it: each model's provider says it in its own words. These are Anthropic's,
    /// Amazon's, Meta's and Mistral's.
    private static func isTooLong(_ message: String) -> Bool {
        let message = message.lowercased()
        return [
            "input is too long", "prompt is too long", "context length", "context limit", "context window",
            "too many input tokens", "number of input tokens exceeds",
        ].contains { message.contains(bytesOf: $0) }
    }
}
