/// Why there is no answer of a model, after whatever retries there were.
public struct ModelError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The model or its account has too many requests, or the model is not loaded yet.
        ///
        /// `retryAfter`: for how long it asked to be left alone, if it said so.
        case throttled(retryAfter: Duration?)
        /// The model, or the way to it, failed; this may pass.
        case unavailable
        /// Time was up before the model said anything.
        case timedOut
        /// The conversation has more tokens than the model can look at.
        case conversationTooLong
        /// The model does not exist, may not be used, or nobody has said which one to use.
        case notAvailable
        /// The request is not what the model takes, or holds nothing to answer.
        case refused
        /// The answer is not what the protocol says.
        case protocolError
    }

    public var code: Code
    /// For logs; may quote parts of the request.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same request may be answered later without anybody having changed anything.
    public var isRetryable: Bool {
        switch code {
        case .throttled, .unavailable, .timedOut, .protocolError: true
        case .conversationTooLong, .notAvailable, .refused: false
        }
    }

    /// For clients, as a part of a sentence.
    public var reason: String {
        switch code {
        case .throttled: "the model has too many requests"
        case .unavailable, .protocolError: "the model could not be reached"
        case .timedOut: "the model took too long"
        case .conversationTooLong: "the conversation is too long for the model"
        case .notAvailable: "the model is not available"
        case .refused: "the model gave no answer"
        }
    }

    public var description: String { "\(code): \(message)" }
}
