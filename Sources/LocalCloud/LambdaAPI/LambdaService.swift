import AWSCore
import Logging
import WireFormats

/// Lambda's Invoke operation (`POST /2015-03-31/functions/NAME/invocations`) for the one function that runs here:
/// `RequestResponse`, `Event` and `DryRun`.
struct LambdaService: Sendable {
    /// Lambda: 6 MiB for a synchronous event, 1 MiB for an asynchronous one.
    static let maximumSynchronousPayload = 6_291_456
    static let maximumAsynchronousPayload = 1_048_576

    let function: LocalFunction
    let signatures: SignatureCheck
    let events: AsynchronousInvocations

    func respond(to request: ServerRequest) async -> ServerResponse {
        do throws(LambdaFault) {
            guard request.body != nil else { throw Self.tooLarge(Self.maximumSynchronousPayload) }
            try authenticate(request)
            return try await invoke(request)
        } catch {
            return error.response
        }
    }

    private func authenticate(_ request: ServerRequest) throws(LambdaFault) {
        do {
            try signatures.verify(request)
        } catch {
            throw LambdaFault(403, error.exceptionName, error.message)
        }
    }

    private func invoke(_ request: ServerRequest) async throws(LambdaFault) -> ServerResponse {
        let segments = request.segments
        guard request.method == "POST", segments.count == 4, segments[0] == "2015-03-31", segments[1] == "functions",
            segments[3] == "invocations"
        else {
            throw LambdaFault(404, "UnknownOperationException", "Only Invoke is served here.")
        }
        let qualifier = try qualifier(of: segments[2], request)
        let payload = try payload(of: request)
        let invocation = Invocation(
            payload: payload, traceID: request.headers["X-Amzn-Trace-Id"],
            clientContext: try clientContext(of: request),
            tenantID: request.headers["X-Amz-Tenant-Id"], qualifier: qualifier)
        let requestID: HTTPHeaders = ["x-amzn-RequestId": invocation.requestID]
        switch request.headers["X-Amz-Invocation-Type"] ?? "RequestResponse" {
        case "RequestResponse":
            let result = await function.invoke(invocation)
            var headers: HTTPHeaders = ["Content-Type": "application/json"]
            headers["X-Amz-Executed-Version"] = function.configuration.version(of: qualifier)
            headers["x-amzn-RequestId"] = invocation.requestID
            if result.isError { headers["X-Amz-Function-Error"] = "Unhandled" }
            return ServerResponse(status: 200, headers: headers, body: result.payload)
        case "Event":
            guard payload.count <= Self.maximumAsynchronousPayload else {
                throw Self.tooLarge(Self.maximumAsynchronousPayload)
            }
            guard events.accept(invocation) else {
                throw LambdaFault(500, "ServiceException", "The function has been stopped")
            }
            return ServerResponse(status: 202, headers: requestID)
        case "DryRun":
            return ServerResponse(status: 204, headers: requestID)
        case let other:
            throw LambdaFault(
                400, "InvalidParameterValueException",
                "InvocationType must be RequestResponse, Event or DryRun, not \(other)")
        }
    }

    /// The version or alias that is asked for: behind a name, a partial or a whole ARN, or in the query. Both may be there when
    /// they say the same.
    private func qualifier(of name: String, _ request: ServerRequest) throws(LambdaFault) -> String? {
        let configuration = function.configuration
        let names = [
            configuration.name, "\(configuration.accountID):function:\(configuration.name)", configuration.arn,
        ]
        let asked = request.query.split(separator: "&").first { $0.hasPrefix("Qualifier=") }
            .map { PercentEncoding.decode($0.dropFirst("Qualifier=".count)) ?? "" }
        for known in names where name == known || name.hasPrefix(known + ":") {
            let given = name == known ? nil : String(name.dropFirst(known.count + 1))
            if let given, let asked, given != asked {
                throw LambdaFault(
                    400, "InvalidParameterValueException",
                    "The derived qualifier from the function name does not match the specified qualifier.")
            }
            let qualifier = given ?? asked
            guard configuration.version(of: qualifier) != nil else { throw notFound(configuration.name, qualifier) }
            return qualifier
        }
        throw notFound(name, nil)
    }

    /// As the service words it for functions, versions and aliases alike (floci issue 2821, measured against it in August 2026).
    private func notFound(_ name: String, _ qualifier: String?) -> LambdaFault {
        let configuration = function.configuration
        var arn = "arn:aws:lambda:\(configuration.region):\(configuration.accountID):function:\(name)"
        if let qualifier { arn += ":\(qualifier)" }
        return LambdaFault(404, "ResourceNotFoundException", "Function not found: \(arn)")
    }

    /// An absent body is an empty event.
    private func payload(of request: ServerRequest) throws(LambdaFault) -> [UInt8] {
        guard let body = request.body, !body.isEmpty else { return Array("{}".utf8) }
        do {
            _ = try JSON(parsing: body)
        } catch {
            throw LambdaFault(
                400, "InvalidRequestContentException", "Could not parse request body into json: \(error)")
        }
        return body
    }

    /// The header holds base64; the function gets the JSON.
    private func clientContext(of request: ServerRequest) throws(LambdaFault) -> String? {
        guard let encoded = request.headers["X-Amz-Client-Context"] else { return nil }
        guard let bytes = Base64.decode(encoded), let text = String(validating: bytes, as: UTF8.self),
            (try? JSON(parsing: text)) != nil, !text.utf8.contains(where: { $0 < 0x20 })
        else {
            throw LambdaFault(
                400, "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
        }
        return text
    }

    private static func tooLarge(_ limit: Int) -> LambdaFault {
        LambdaFault(
            413, "RequestEntityTooLargeException",
            "Request must be smaller than \(limit) bytes for the InvokeFunction operation")
    }
}

/// An error answer in Lambda's shape (restJson): the type in a header, the text in the body.
private struct LambdaFault: Error {
    let status: Int
    let type: String
    let message: String

    init(_ status: Int, _ type: String, _ message: String) {
        self.status = status
        self.type = type
        self.message = message
    }

    var response: ServerResponse {
        .json(
            ["Type": "User", "message": .string(message), "Message": .string(message)], status: status,
            headers: ["x-amzn-ErrorType": type, "x-amzn-RequestId": Identifier.uuid()])
    }
}
