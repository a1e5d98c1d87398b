public import WireFormats

/// A call by name: `{"operation": "get_session", …}`, from a direct invocation or as the JSON body of an HTTP request.
public struct Operation: Sendable {
    public var name: String
    /// The members of the object that named the operation, `operation` included.
    public var arguments: JSONObject
    public var caller: Caller
    public var requestID: String
    /// Of the HTTP request; empty for a direct invocation.
    public var headers: HTTPHeaders

    public init(
        name: String, arguments: JSONObject, caller: Caller, requestID: String = "", headers: HTTPHeaders = [:]
    ) {
        self.name = name
        self.arguments = arguments
        self.caller = caller
        self.requestID = requestID
        self.headers = headers
    }
}

/// Answers an operation, or throws a ``Failure``, which ``FailureBoundary`` words for the caller.
public typealias OperationHandler = @Sendable (Operation) async throws -> Response
