public import WireFormats

/// The shape of an error body, which differs from system to system because their clients do.
public struct FailureFormat: Sendable {
    /// The JSON body that says what a failure says.
    public let body: @Sendable (Failure) -> JSON

    public init(body: @escaping @Sendable (Failure) -> JSON) { self.body = body }

    /// System 000: the message as a JSON string, which its front end shows as it is.
    public static let string = FailureFormat { .string($0.message) }

    /// System 001, and paths that no system owns: `{"error", "message"}`, both the same text.
    public static let object = FailureFormat { ["error": .string($0.message), "message": .string($0.message)] }

    /// Systems 002 to 004: `{"detail"}`.
    public static let detail = FailureFormat { ["detail": .string($0.message)] }

    /// The answer to a failure: its status, its body in this shape, and the headers that its kind asks for.
    public func response(for failure: Failure) -> Response {
        var response = Response.json(body(failure), status: failure.status)
        switch failure.kind {
        case .methodNotAllowed(let methods): response.headers["Allow"] = methods.joined(separator: ", ")
        case .throttled(let seconds): response.headers["Retry-After"] = String(max(0, seconds))
        case .unauthenticated: response.headers["WWW-Authenticate"] = "Bearer"
        default: break
        }
        return response
    }
}
