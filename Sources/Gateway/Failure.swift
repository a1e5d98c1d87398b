/// Why a request was refused, in terms that every system shares. Each system gives it the body its clients can read.
public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: Sendable, Hashable {
        /// 400: a field is missing or wrong. The field's name is part of the message too.
        case invalid(field: String)
        /// 400: the whole request makes no sense.
        case badRequest
        /// 401
        case unauthenticated
        /// 403
        case forbidden
        /// 404
        case notFound
        /// 405, with the methods that would do.
        case methodNotAllowed([String])
        /// 409
        case conflict
        /// 413
        case tooLarge
        /// 422
        case unprocessable
        /// 429, with the seconds to wait.
        case throttled(retryAfter: Int)
        /// 500: ours to mend; the message is safe to show.
        case `internal`
        /// 503: something that is needed is down or not set up.
        case unavailable
    }

    public let kind: Kind
    /// For the client: a sentence without internals.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// 401 for an anonymous caller where that is not enough.
    public static let unauthenticated = Failure(.unauthenticated, "Please sign in")

    /// A field that must be there and is not.
    public static func missing(_ field: String) -> Failure {
        Failure(.invalid(field: field), "\(field) is required")
    }

    public var status: Int {
        switch kind {
        case .invalid, .badRequest: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .tooLarge: 413
        case .unprocessable: 422
        case .throttled: 429
        case .internal: 500
        case .unavailable: 503
        }
    }

    /// What was asked is wrong in itself, so that asking again cannot help.
    public var isOfTheRequest: Bool {
        switch kind {
        case .invalid, .badRequest: true
        default: false
        }
    }

    public var description: String { message }
}
