import Foundation
import HTTPTransport
import LambdaRuntime
import Logging
import Synchronization
import WireFormats

/// Does what the event's `do` says: `return` (the event alone), `fail`, `slow` (for so many `milliseconds`), `stubborn`
/// (likewise, deaf to cancellation), `large` (`size`), `gather` (waits until `count` invocations do so at once), `await`
/// (until there is a file at `path`); otherwise it answers with what it knows of the invocation.
final class Fixture: LambdaHandler {
    private let loop: CurlEventLoop
    private let gathered = Atomic(0)

    init(loop: CurlEventLoop) { self.loop = loop }

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let request = try JSON(parsing: event)
        context.logger.info("handling")
        switch request["do"]?.string {
        case "return":
            return LambdaResponse(body: event)
        case "fail":
            throw FixtureError(errorType: request["errorType"]?.string ?? "FixtureError")
        case "slow":
            try await loop.sleep(for: .milliseconds(request["milliseconds"]?.int ?? 0))
        case "stubborn":
            let duration = Duration.milliseconds(request["milliseconds"]?.int ?? 0)
            await Task.detached { try? await Task.sleep(for: duration) }.value
        case "gather":
            gathered.add(1, ordering: .relaxed)
            while gathered.load(ordering: .relaxed) < request["count"]?.int ?? 0 {
                try await loop.sleep(for: .milliseconds(5))
            }
        case "await":
            while !FileManager.default.fileExists(atPath: request["path"]?.string ?? "/") {
                try await loop.sleep(for: .milliseconds(5))
            }
        case "large":
            let size = request["size"]?.int ?? 0
            return LambdaResponse(body: [UInt8](repeating: UInt8(ascii: " "), count: size - 2) + Array("{}".utf8))
        default: break
        }
        return LambdaResponse(body: describe(context, request).serialized())
    }

    private func describe(_ context: LambdaContext, _ request: JSON) -> JSONObject {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        return [
            "event": request,
            "requestID": .string(context.requestID),
            "functionARN": .string(context.invokedFunctionARN),
            "functionName": text(context.function.name),
            "traceID": text(InvocationScope.traceID),
            "traceVariable": text(ProcessInfo.processInfo.environment["_X_AMZN_TRACE_ID"]),
            "clientContext": context.clientContext ?? .null,
            "tenantID": text(context.tenantID),
            "invocationID": text(context.invocationID),
            "remainingMilliseconds": .number(JSONNumber(Int(context.remainingTime / .milliseconds(1)))),
            "isColdStart": .bool(context.isColdStart),
        ]
    }
}

/// An error that names itself, with text that is hard on JSON.
struct FixtureError: LambdaReportableError {
    var errorType: String
    var errorMessage: String { "line one\nline two\t\"quoted\" \\ \u{1} \u{2028} 🙂" }
}
