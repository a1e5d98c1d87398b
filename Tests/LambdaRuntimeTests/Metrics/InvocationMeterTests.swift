import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Metrics of invocations")
struct InvocationMeterTests {
    private struct Broken: Error {}

    /// The lines that a runtime writes until it has answered so many invocations and is told to stop.
    private func lines(
        _ nexts: [ScriptedRuntimeAPI.Next], posts: Int? = nil, _ variables: [String: String] = [:],
        accept: @escaping @Sendable (ScriptedRequest) -> ScriptedRuntimeAPI.Acceptance = { _ in .status(202) },
        handle: @escaping @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse
    ) async throws -> [EmbeddedMetricDocument] {
        // Holds 64 KB, which is more than is written here: nobody has to read meanwhile.
        let pipe = Pipe()
        let api = try ScriptedRuntimeAPI(nexts, accept: accept)
        let runtime = try RuntimeUnderTest(
            api, variables,
            metrics: EmbeddedMetrics(
                namespace: "Colloquy",
                destination: LogDestination(fileDescriptor: pipe.fileHandleForWriting.fileDescriptor)),
            handle: handle)
        _ = try await api.posts(posts ?? nexts.count)
        runtime.terminate()
        _ = await runtime.end()
        pipe.fileHandleForWriting.closeFile()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return try text.split(separator: "\n").map { try EmbeddedMetricDocument($0) }
    }

    @Test("each invocation is one line, with what it counted")
    func oneLine() async throws {
        let nexts: [ScriptedRuntimeAPI.Next] = [
            .invocation("r1", headers: ["Lambda-Runtime-Trace-Id": "Root=1-a"]), .invocation("r2"),
        ]
        let documents = try await lines(nexts) { event, context in
            let metrics = InvocationScope.metrics
            if context.requestID == "r1" {
                metrics?.setRoute("GET /a")
                metrics?.count(Counter("Throttles"), 2)
            }
            return LambdaResponse(body: event)
        }
        #expect(documents.map(\.route) == ["GET /a", nil])
        #expect(documents.map { $0["Invocations"] } == [1, 1])
        #expect(documents.map { $0["Errors"] } == [0, 0])
        #expect(documents.map { $0["Throttles"] } == [2, nil])
        #expect(documents.map { $0.root["function_request_id"] } == ["r1", "r2"])
        #expect(documents.map { $0.root["xray_trace_id"] } == ["Root=1-a", nil])
    }

    @Test("what is thrown, too large, too late or not delivered is an error, and so is what says so itself")
    func errors() async throws {
        let documents = try await lines(
            [
                .invocation("thrown"), .invocation("large"), .invocation("late", remaining: .milliseconds(200)),
                .invocation("refused"), .invocation("said"), .invocation("fine"),
            ],
            accept: { $0.target.contains("refused") ? .status(413) : .status(202) }
        ) { event, context in
            switch context.requestID {
            case "thrown": throw Broken()
            case "large": return LambdaResponse(body: [UInt8](repeating: 0, count: LambdaResponse.maximumSize + 1))
            case "late": try await Task.sleep(for: .seconds(60))
            case "said": InvocationScope.metrics?.fail()
            default: break
            }
            return LambdaResponse(body: event)
        }
        #expect(documents.map { $0["Errors"] } == [1, 1, 1, 1, 1, 0])
    }

    @Test("a handler that goes on behind its deadline does not change what was written, nor write again")
    func abandoned() async throws {
        let isGone = Gate()
        let documents = try await lines([.invocation("r1", remaining: .milliseconds(150)), .invocation("r2")]) {
            event, context in
            guard context.requestID == "r1" else {
                isGone.open()
                return LambdaResponse(body: event)
            }
            InvocationScope.metrics?.setRoute("action SLOW")
            let metrics = InvocationScope.metrics
            await isGone.wait()
            metrics?.count(Counter("Late"))
            return LambdaResponse(body: event)
        }
        #expect(documents.map(\.route) == ["action SLOW", nil])
        #expect(documents.map { $0["Errors"] } == [1, 0])
        #expect(documents.allSatisfy { $0["Late"] == nil })
    }

    @Test("an invocation that cannot be handed to the handler is an error")
    func malformed() async throws {
        let documents = try await lines([
            .invocation("r1", headers: ["Lambda-Runtime-Client-Context": "{"]),
            .invocation("r2", headers: ["Lambda-Runtime-Deadline-Ms": "soon"]),
        ]) { event, _ in LambdaResponse(body: event) }
        #expect(documents.map { $0["Errors"] } == [1, 1])
        #expect(documents.map { $0.root["function_request_id"] } == ["r1", "r2"])
    }

    @Test("invocations that run at once count each for itself")
    func concurrency() async throws {
        let all = Gathering(8)
        let documents = try await lines(
            (0..<8).map { .invocation("\($0)") }, ["AWS_LAMBDA_MAX_CONCURRENCY": "8"]
        ) { event, context in
            await all.wait()
            let number = Int(context.requestID) ?? 0
            InvocationScope.metrics?.setRoute("route \(number)")
            await withTaskGroup { group in
                for _ in 0...number { group.addTask { InvocationScope.metrics?.count(Counter("Retries")) } }
            }
            return LambdaResponse(body: event)
        }
        let retries = documents.map { ($0.route ?? "", $0["Retries"]?.int ?? 0) }
        #expect(
            Dictionary(retries) { $0 + $1 } == Dictionary(uniqueKeysWithValues: (0..<8).map { ("route \($0)", $0 + 1) })
        )
        #expect(documents.count == 8)
    }

    @Test("without the setting nothing is counted")
    func off() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")])
        let seen = Recording<Bool>()
        let runtime = try RuntimeUnderTest(api) { event, _ in
            seen.append(InvocationScope.metrics != nil)
            return LambdaResponse(body: event)
        }
        _ = try await api.posts(1)
        runtime.terminate()
        _ = await runtime.end()
        #expect(seen.values == [false])
    }
}

/// Opens when so many wait.
private actor Gathering {
    private var missing: Int
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { missing = count }

    func wait() async {
        missing -= 1
        guard missing > 0 else {
            for waiter in waiters { waiter.resume() }
            return
        }
        await withCheckedContinuation { waiters.append($0) }
    }
}

/// Lets those pass who wait, once it is open; deaf to cancellation.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream<Void>.makeStream() }

    func open() { continuation.finish() }

    func wait() async {
        await Task.detached { [stream] in for await _ in stream {} }.value
    }
}
