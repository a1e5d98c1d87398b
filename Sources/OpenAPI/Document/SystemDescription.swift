import WireFormats

/// What clients need to know of one system.
struct SystemDescription: Sendable {
    /// Its tag in the document, and what is said of it there.
    var tag: String
    var summary: String
    /// What its refusals look like.
    var failure: Schema
    /// Of a field that is wrong: 400, or FastAPI's 422.
    var invalidStatus = 400
    var schemas: [(name: String, schema: Schema)] = []
    var endpoints: [Endpoint] = []
    var operations: [OperationDescription] = []

    /// Refusals that may also be API Gateway's, which never asked the function then.
    private static let gatewayStatuses: Set<Int> = [401, 413, 500, 503]

    /// What its routes may say besides what is said of each, by names of the document's components.
    var refusals: [(name: String, answer: Answer)] {
        let key = tag.split(separator: " ").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        var refusals = [
            ("BadRequest", 400, "Something in the request is wrong"),
            ("Unauthenticated", 401, "The caller has to sign in"),
            ("Forbidden", 403, "The caller may not do this"),
            ("NotFound", 404, "There is no such thing for the caller"),
            ("TooLarge", 413, "The request, or the answer to it, is too large"),
            ("Failed", 500, "Something went wrong on our side"),
            ("Unavailable", 503, "The system is off, or something that it needs cannot be reached"),
        ]
        if invalidStatus != 400 { refusals.append(("Invalid", invalidStatus, "A field is missing or wrong")) }
        return refusals.map { name, status, description in
            let schema = Self.gatewayStatuses.contains(status) ? .either([failure, .named("GatewayFailure")]) : failure
            return (key + name, Answer(status, description, schema))
        }
    }
}
