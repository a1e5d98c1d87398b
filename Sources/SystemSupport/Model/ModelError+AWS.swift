import AWSCore
import HTTPTransport
import WireFormats

/// Errors of Bedrock as errors of the model.
extension ModelError {
    /// - Parameter error: of Converse or ConverseStream, or from within the stream.
    init(_ error: AWSError) {
        self.init(Self.code(of: error), error.description)
    }

    private static func code(of error: AWSError) -> Code {
        if error.isThrottling { return .throttled(retryAfter: error.retryAfter) }
        switch (error.code, error.serviceCode) {
        case (.transport(.timeout), _), (_, "ModelTimeoutException"): return .timedOut
        case _ where error.isRefusal:
            if isTooLong(error.message) { return .conversationTooLong }
            return isOfNoModel(error.message) ? .notAvailable : .refused
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

    /// `MODEL_ID` names no model that may be used as it is. Words of Bedrock: "The provided model identifier is invalid.";
    /// "Invocation of model ID … with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an
    /// inference profile that contains this model." (github.com/langchain-ai/langchain-aws/issues/256, 2024-10); "This action
    /// doesn't support the model that you provided. Try again with a supported text or chat model.", of models that make
    /// speech or ranks, and of imported ones.
    private static func isOfNoModel(_ message: String) -> Bool {
        let message = message.lowercased()
        return ["model identifier", "on-demand throughput", "doesn't support the model"].contains {
            message.contains(bytesOf: $0)
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

extension AWSError {
    /// Bedrock, or the model's provider behind it, does not take the request as it is.
    var isRefusal: Bool {
        serviceCode == "ValidationException"
            || (serviceCode == "ModelErrorException" && body?["originalStatusCode"]?.int == 400)
    }
}
