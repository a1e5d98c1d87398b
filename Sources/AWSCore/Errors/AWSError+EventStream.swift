internal import HTTPTransport
internal import WireFormats

/// Errors that end an event stream whose head said success. The service had begun by then, so each of them may have
/// taken effect; ``AWSError/attempts`` is 1, as nothing is tried again.
extension AWSError {
    /// An exception of the service's model.
    ///
    /// - Parameters:
    ///   - type: `:exception-type`, a member of the stream's union: `throttlingException` becomes the code
    ///     `ThrottlingException`, which it has in HTTP answers.
    ///   - payload: JSON with a message, which may be missing.
    public init(exception type: String, payload: [UInt8], response: AWSStreamedResponse) {
        let name = type.prefix(1).uppercased() + type.dropFirst()
        // The name and the headers around the payload are enough where it is not JSON.
        let body = try? JSON(parsing: payload)
        let message = body?["message"]?.string ?? body?["Message"]?.string
        self.init(ending: response, code: name, message: message ?? "without a message", body: body)
    }

    /// An error that is in no model.
    public init(errorCode: String, message: String, response: AWSStreamedResponse) {
        self.init(ending: response, code: errorCode, message: message, body: nil)
    }

    /// A stream that is not what the protocol says; a cut one is a lost connection.
    public init(_ error: EventStreamError, response: AWSStreamedResponse) {
        let isCut = error.rule == .cutMessage
        self.init(
            code: isCut ? .transport(.connectionLost) : .invalidResponse, message: error.description,
            requestID: response.requestID, status: response.status, isRetryable: isCut, mayHaveTakenEffect: true,
            attempts: 1)
    }

    private init(ending response: AWSStreamedResponse, code: String, message: String, body: JSON?) {
        let failure = RetryPolicy.classify(status: response.status, code: code)
        self.init(
            code: .service(code), message: message, requestID: response.requestID, status: response.status,
            isRetryable: failure != nil, isThrottling: failure == .throttling, mayHaveTakenEffect: true, body: body,
            attempts: 1)
    }
}
