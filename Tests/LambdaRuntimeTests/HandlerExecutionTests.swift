import HTTPTransport
import Logging
import Testing
import WireFormats

@testable import LambdaRuntime

struct HandlerExecutionTests {
    private struct Broken: Error, Equatable {}

    private func run(
        remaining: Duration, lead: Duration = .milliseconds(100),
        _ body: @escaping @Sendable () async throws -> LambdaResponse
    ) async -> HandlerExecution.Outcome {
        let execution = HandlerExecution(lead: lead, executor: nil, sleep: { try await Task.sleep(for: $0) })
        let context = LambdaContext(
            requestID: "r1", invokedFunctionARN: "arn", deadline: Timestamp(seconds: 0),
            deadlineInstant: .now + remaining, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return await execution.run(ClosureHandler { _, _ in try await body() }, event: [], context: context)
    }

    @Test("what the handler returns is the outcome")
    func response() async {
        let outcome = await run(remaining: .seconds(60)) { LambdaResponse(body: [1]) }
        guard case .response(LambdaResponse(body: [1])) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("what the handler throws is the outcome")
    func failure() async {
        let outcome = await run(remaining: .seconds(60)) { throw Broken() }
        guard case .failure(is Broken) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("a handler is cancelled before the deadline, and what it throws then comes with the outcome")
    func cancellation() async {
        let start = ContinuousClock.now
        let outcome = await run(remaining: .milliseconds(600_100), lead: .seconds(600)) {
            try await Task.sleep(for: .seconds(60))
            return LambdaResponse(body: [])
        }
        guard case .cancelled(is CancellationError) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(.now - start < .seconds(300))
    }

    @Test("a handler that finishes in the lead after its cancellation still answers")
    func lateResponse() async {
        let outcome = await run(remaining: .milliseconds(50), lead: .seconds(600)) {
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                // Gives what it has.
            }
            return LambdaResponse(body: [2])
        }
        guard case .response(LambdaResponse(body: [2])) = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("a handler that is deaf to cancellation is abandoned before the deadline")
    func deaf() async {
        let outcome = await run(remaining: .milliseconds(200), lead: .milliseconds(100)) {
            await Task.detached {
                // The detached task is not cancelled with the handler's.
                do { try await Task.sleep(for: .seconds(2)) } catch {}
            }.value
            return LambdaResponse(body: [])
        }
        guard case .abandoned = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }

    @Test("cancelling who waits for the outcome does not reach the handler")
    func shielded() async {
        let task = Task {
            await run(remaining: .seconds(60)) {
                try await Task.sleep(for: .milliseconds(50))
                return LambdaResponse(body: [3])
            }
        }
        task.cancel()
        guard case .response(LambdaResponse(body: [3])) = await task.value else {
            Issue.record("the handler was cancelled")
            return
        }
    }
}

/// A handler made of a closure.
struct ClosureHandler: LambdaHandler {
    let body: @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse

    init(_ body: @escaping @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse) { self.body = body }

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        try await body(event, context)
    }
}
