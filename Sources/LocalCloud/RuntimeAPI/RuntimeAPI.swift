import WireFormats

/// The HTTP face of Lambda's Runtime API (version 2018-06-01) and of the part of the Extensions API (2020-01-01) that a
/// runtime uses to be sent SIGTERM. One for each process, on a port of its own, so that nothing a dead process still had
/// on the wire can reach the next one.
struct RuntimeAPI: Sendable {
    /// Lambda: 6 MiB and 100 bytes.
    static let maximumResponseSize = 6_291_556
    static let maximumBodySize = maximumResponseSize

    let function: LocalFunction
    /// The number of the process that this one serves.
    let environment: Int

    func respond(to request: ServerRequest) async -> ServerResponse {
        let segments = request.segments
        switch (request.method, segments.first, Array(segments.dropFirst())) {
        case ("GET", "2018-06-01", ["runtime", "invocation", "next"]):
            return await next()
        case ("POST", "2018-06-01", let rest) where rest.count == 4 && rest.starts(with: ["runtime", "invocation"]):
            return await complete(rest[2], rest[3], request)
        case ("POST", "2018-06-01", ["runtime", "init", "error"]):
            return await initializationError(request)
        case ("POST", "2020-01-01", ["extension", "register"]):
            return await registerExtension(request)
        case ("GET", "2020-01-01", ["extension", "event", "next"]):
            return await extensionEvent(request)
        default:
            return Self.error(404, "NotFound", "There is no \(request.method) \(request.path) in the Runtime API")
        }
    }

    private func next() async -> ServerResponse {
        switch await function.next(in: environment) {
        case .refused(let reason):
            return Self.error(403, "InvalidStateTransition", reason)
        case .invocation(let invocation, let deadline):
            var headers: HTTPHeaders = [
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": invocation.requestID,
                "Lambda-Runtime-Deadline-Ms": String(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": function.configuration.arn(invocation.qualifier),
                "Lambda-Runtime-Trace-Id": invocation.traceID,
                "Lambda-Runtime-Invocation-Id": Identifier.uuid(),
            ]
            headers["Lambda-Runtime-Client-Context"] = invocation.clientContext
            headers["Lambda-Runtime-Aws-Tenant-Id"] = invocation.tenantID
            return ServerResponse(status: 200, headers: headers, body: invocation.payload)
        }
    }

    private func complete(_ requestID: String, _ kind: String, _ request: ServerRequest) async -> ServerResponse {
        switch kind {
        case "response":
            if let mode = request.headers["Lambda-Runtime-Function-Response-Mode"], mode != "buffered" {
                return Self.error(
                    400, "Runtime.InvalidResponseModeHeader", "Only buffered responses are served here, not \(mode)")
            }
            return answer(
                to: await function.complete(requestID, with: request.body, isError: false, in: environment))
        case "error":
            // An error report that is too long is cut down to what can be told of it.
            let body = request.body ?? Self.errorObject("Runtime.Unknown", "The error report is too large").serialized()
            return answer(to: await function.complete(requestID, with: body, isError: true, in: environment))
        default:
            return Self.error(404, "NotFound", "There is no POST \(request.path) in the Runtime API")
        }
    }

    private func initializationError(_ request: ServerRequest) async -> ServerResponse {
        let body = request.body ?? Self.errorObject("Runtime.Unknown", "The error report is too large").serialized()
        return answer(to: await function.reportInitializationError(body, in: environment))
    }

    private func registerExtension(_ request: ServerRequest) async -> ServerResponse {
        guard let name = request.headers["Lambda-Extension-Name"], !name.isEmpty else {
            return Self.error(400, "Extension.InvalidExtensionName", "Lambda-Extension-Name is missing")
        }
        guard let body = request.body, let events = (try? JSON(parsing: body))?["events"]?.array else {
            return Self.error(400, "InvalidRequestFormat", "The body must be an object with an array \"events\"")
        }
        guard !events.contains("SHUTDOWN") else {
            return Self.error(
                403, "ShutdownEventNotSupportedForInternalExtension", "An internal extension gets no SHUTDOWN event")
        }
        guard let identifier = await function.registerExtension(in: environment) else {
            return Self.error(403, "Extension.InvalidExtensionState", "Extensions register before the first /next")
        }
        let configuration = function.configuration
        return .json(
            [
                "functionName": .string(configuration.name), "functionVersion": "$LATEST", "handler": "bootstrap",
                "accountId": .string(configuration.accountID),
            ], headers: ["Lambda-Extension-Identifier": identifier])
    }

    private func extensionEvent(_ request: ServerRequest) async -> ServerResponse {
        guard let identifier = request.headers["Lambda-Extension-Identifier"] else {
            return Self.error(403, "Extension.MissingExtensionIdentifier", "Lambda-Extension-Identifier is missing")
        }
        guard await function.waitForExtensionEvent(identifier, in: environment) else {
            return Self.error(403, "Extension.UnknownExtensionIdentifier", "No extension has that identifier")
        }
        return .json(["eventType": "SHUTDOWN", "shutdownReason": "SPINDOWN"])
    }
}

extension RuntimeAPI {
    private func answer(to acceptance: LocalFunction.Acceptance) -> ServerResponse {
        switch acceptance {
        case .accepted: .json(["status": "OK"], status: 202)
        case .tooLarge:
            Self.error(
                413, "RequestEntityTooLarge",
                "Exceeded maximum allowed payload size (\(Self.maximumResponseSize) bytes).")
        case .unknownRequest: Self.error(400, "InvalidRequestID", "Invalid request ID")
        case .wrongState(let reason): Self.error(403, "InvalidStateTransition", reason)
        }
    }

    private static func errorObject(_ type: String, _ message: String) -> JSON {
        ["errorMessage": .string(message), "errorType": .string(type)]
    }

    private static func error(_ status: Int, _ type: String, _ message: String) -> ServerResponse {
        .json(errorObject(type, message), status: status)
    }
}
