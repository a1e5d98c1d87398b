public import AWSCore
internal import WireFormats

/// Lambda's Invoke (restJson, API version 2015-03-31).
public struct LambdaClient: Sendable {
    public enum InvocationType: String, Sendable, Hashable {
        /// Waits for the function's answer.
        case requestResponse = "RequestResponse"
        /// Returns as soon as the event is queued; Lambda runs the function at least once and retries failures twice.
        case event = "Event"
        /// Checks permission and parameters only.
        case dryRun = "DryRun"
    }

    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .lambda, context: context)
    }

    /// Invokes a function. It is not invoked a second time when it may have been invoked and only the answer was lost,
    /// unless `isIdempotent` says that this does no harm.
    ///
    /// - Parameters:
    ///   - functionName: a name, an ARN, or either with a version or alias behind a colon.
    ///   - qualifier: a version or alias, where the name has none; `nil` for `$LATEST`.
    ///   - payload: JSON of at most 6 MB, for events 1 MB.
    /// - Throws: ``LambdaInvokeError``.
    public func invoke(
        functionName: String, qualifier: String? = nil, payload: [UInt8], type: InvocationType = .requestResponse,
        isIdempotent: Bool = false
    ) async throws(LambdaInvokeError) -> LambdaInvocation {
        guard (1...170).contains(functionName.utf8.count), functionName.utf8.allSatisfy(Self.isNameByte) else {
            throw .call(AWSError(code: .configuration, message: "«\(functionName)» cannot name a Lambda function"))
        }
        if let qualifier {
            guard (1...128).contains(qualifier.utf8.count), qualifier.utf8.allSatisfy(Self.isNameByte) else {
                throw .call(
                    AWSError(code: .configuration, message: "\"\(qualifier)\" cannot name a version or an alias"))
            }
        }
        let request = AWSRequest(
            path: "/2015-03-31/functions/\(PercentEncoding.encode(functionName))/invocations",
            query: qualifier.map { "Qualifier=\(PercentEncoding.encode($0))" } ?? "",
            headers: ["content-type": "application/json", "x-amz-invocation-type": type.rawValue], body: payload,
            isIdempotent: isIdempotent || type == .dryRun, mayStaySilent: type == .requestResponse)
        let response: AWSResponse
        do {
            response = try await client.send(request)
        } catch {
            throw .call(error)
        }
        if let kind = response.headers["x-amz-function-error"] {
            throw .function(LambdaFunctionError(kind: kind, payload: response.body))
        }
        return LambdaInvocation(
            status: response.status, payload: response.body,
            executedVersion: response.headers["x-amz-executed-version"], requestID: response.requestID)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "."), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
