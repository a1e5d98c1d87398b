import AWSCore
import HTTPTransport
import Testing
import WireFormats

@testable import SystemSupport

@Suite("Errors of a model")
struct ModelErrorTests {
    private func code(
        _ code: AWSError.Code, _ message: String = "words", status: Int? = nil, isRetryable: Bool = false
    ) -> ModelError.Code {
        ModelError(AWSError(code: code, message: message, status: status, isRetryable: isRetryable)).code
    }

    @Test(
        "know a conversation that is too long from each provider's words",
        arguments: [
            "Input is too long for requested model.",
            "The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum",
            "The model returned the following errors: input length and `max_tokens` exceed context limit: 198981 + 21333",
            "This model's maximum context length is 8192 tokens. Please reduce the length of the prompt",
            "Input Tokens Exceeded: Number of input tokens exceeds maximum length.",
        ])
    func tooLong(_ message: String) {
        #expect(code(.service("ValidationException"), message, status: 400) == .conversationTooLong)
        #expect(code(.service("ModelErrorException"), message, status: 424) == .conversationTooLong)
    }

    @Test(
        "know a MODEL_ID that names no model to ask",
        arguments: [
            "The provided model identifier is invalid.",
            "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
            "Invocation of model ID meta.llama3-2-3b-instruct-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
        ])
    func noModel(_ message: String) {
        #expect(code(.service("ValidationException"), message, status: 400) == .notAvailable)
    }

    @Test("take throttling for throttling, whatever its name, with the time that was asked for")
    func throttled() {
        let error = AWSError(
            code: .service("ModelNotReadyException"), message: "words", status: 429, isRetryable: true,
            isThrottling: true, retryAfter: .seconds(2))
        #expect(
            ModelError(error)
                == ModelError(.throttled(retryAfter: .seconds(2)), "ModelNotReadyException: words (status 429)"))
        #expect(ModelError(error).isRetryable)
    }

    @Test("tell what may pass from what somebody has to change")
    func others() {
        #expect(code(.transport(.timeout), isRetryable: true) == .timedOut)
        #expect(code(.transport(.cancelled)) == .unavailable)
        #expect(code(.credentials) == .notAvailable)
        #expect(code(.credentials, isRetryable: true) == .unavailable)
        #expect(code(.configuration) == .notAvailable)
        #expect(code(.invalidResponse) == .protocolError)
        #expect(code(.service("ExpiredTokenException"), status: 403) == .notAvailable)
        #expect(code(.service("NotYetKnownException"), status: 400) == .refused)
        // Within a stream, whose status is 200.
        #expect(code(.service("InternalError"), status: 200) == .unavailable)
        #expect(code(.service("HTTP500"), status: 500, isRetryable: true) == .unavailable)
    }

    @Test("are worth another try or not")
    func retryable() {
        let codes: [ModelError.Code] = [
            .throttled(retryAfter: nil), .unavailable, .timedOut, .protocolError, .conversationTooLong, .notAvailable,
            .refused, .outOfTokens, .filtered, .empty,
        ]
        #expect(
            codes.map { ModelError($0, "").isRetryable } == [
                true, true, true, true, false, false, false, false, false, true,
            ])
        #expect(codes.filter { ModelError($0, "").isOfModelThatAnswers } == [.outOfTokens, .filtered, .empty])
    }
}
