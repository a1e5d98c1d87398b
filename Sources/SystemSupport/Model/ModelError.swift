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
        /// The tokens that an answer may have were used up before there was one: the model thinks first, or the form that it
        /// was to fill in is longer.
        case outOfTokens
        /// A guardrail or the model's provider has held back all of the answer.
        case filtered
        /// The model ended its answer without having said anything.
        case empty
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
        case .throttled, .unavailable, .timedOut, .protocolError, .empty: true
        case .conversationTooLong, .notAvailable, .refused, .outOfTokens, .filtered: false
        }
    }

    /// The model is there and answers, though there was nothing in what it said.
    public var isOfModelThatAnswers: Bool {
        switch code {
        case .outOfTokens, .filtered, .empty: true
        case .throttled, .unavailable, .timedOut, .protocolError, .conversationTooLong, .notAvailable, .refused: false
        }
    }

    /// For clients, as a part of a sentence.
    public var reason: String {
        switch code {
        case .throttled: "the model has too many requests"
        case .unavailable: "the model could not be reached"
        case .protocolError: "the model's answer could not be read"
        case .timedOut: "the model took too long"
        case .conversationTooLong: "the conversation is too long for the model"
        case .notAvailable: "the model is not available"
        case .refused, .empty: "the model gave no answer"
        case .outOfTokens: "the model ran out of tokens before it answered; MODEL_MAX_TOKENS is too low for it"
        case .filtered: "the answer was held back by a content filter"
        }
    }

    public var description: String { "\(code): \(message)" }
}
