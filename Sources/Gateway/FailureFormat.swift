public import WireFormats

/// The shape of an error body, which differs from system to system because their clients do.
public struct FailureFormat: Sendable {
    /// The JSON body that says what a failure says.
    public let body: @Sendable (Failure) -> JSON
    /// The status of the answer.
    public let status: @Sendable (Failure) -> Int

    public init(
        body: @escaping @Sendable (Failure) -> JSON, status: @escaping @Sendable (Failure) -> Int = { $0.status }
    ) {
        self.body = body
        self.status = status
    }

    /// System 000: the message as a JSON string, which its front end shows as it is.
    public static let string = FailureFormat { .string($0.message) }

    /// System 001, and paths that no system owns: `{"error", "message"}`, both the same text.
    public static let object = FailureFormat { ["error": .string($0.message), "message": .string($0.message)] }

    /// Systems 002 to 004, as FastAPI words it: `{"detail": "text"}`, and 422 with a list for what is wrong with a field.
    ///
    /// A field is a member of the body unless its name begins with `query.` or `header.`.
    public static let detail = FailureFormat {
        guard case .invalid(let field) = $0.kind else { return ["detail": .string($0.message)] }
        let isMissing = $0 == .missing(field)
        return [
            "detail": [
                [
                    "type": isMissing ? "missing" : "value_error", "loc": .array(location(of: field)),
                    "msg": .string(isMissing ? "Field required" : $0.message),
                ]
            ]
        ]
    } status: {
        guard case .invalid = $0.kind else { return $0.status }
        return 422
    }

    /// Operations of systems 003 and 004: `{"detail": "text"}`, and beside it `field`, the name of the one that is wrong.
    public static let namedField = FailureFormat {
        var body: JSONObject = ["detail": .string($0.message)]
        if case .invalid(let field) = $0.kind { body["field"] = .string(field) }
        return .object(body)
    }

    /// Where FastAPI would say that a field is: names, and positions in arrays.
    private static func location(of field: String) -> [JSON] {
        let path = field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let places = path.count > 1 && ["query", "header"].contains(path[0]) ? path : ["body"] + path
        return places.map { place in Int(place).map { .number(JSONNumber($0)) } ?? .string(place) }
    }

    /// The answer to a failure: its status, its body in this shape, and the headers that its kind asks for.
    public func response(for failure: Failure) -> Response {
        var response = Response.json(body(failure), status: status(failure))
        switch failure.kind {
        case .methodNotAllowed(let methods): response.headers["Allow"] = methods.joined(separator: ", ")
        case .throttled(let seconds): response.headers["Retry-After"] = String(max(0, seconds))
        case .unauthenticated: response.headers["WWW-Authenticate"] = "Bearer"
        default: break
        }
        return response
    }
}
