import Synchronization
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// boto3 sends the events.
@Suite("Lambda's asynchronous invocations")
struct AsynchronousInvocationsTests {
    private final class Records: Sendable {
        private let records = Mutex<[JSON]>([])

        var all: [JSON] { records.withLock { $0 } }
        func add(_ record: JSON) { records.withLock { $0.append(record) } }

        func first() async throws -> JSON {
            while all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            return all[0]
        }
    }

    private static let event = #"""
        answer = awslambda.invoke(FunctionName="colloquy", InvocationType="Event", Payload=b'{"do": "fail"}')
        print(json.dumps([answer["StatusCode"], answer["ResponseMetadata"]["RequestId"]]))
        """#

    @Test("hand over a record when all attempts have failed", .timeLimit(.minutes(10)))
    func retriesExhausted() async throws {
        let records = Records()
        var options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), eventRetryDelays: [.milliseconds(10), .milliseconds(20)])
        options.onEventFailure = { records.add($0) }
        try await CloudUnderTest.with(options) { cloud in
            let answer = try await CloudUnderTest.boto3(Self.event, cloud)
            #expect(answer[0] == 202)
            let record = try await records.first()
            #expect(
                record["requestContext"] == [
                    "requestId": answer[1] ?? nil,
                    "functionArn": "arn:aws:lambda:us-east-1:123456789012:function:colloquy:$LATEST",
                    "condition": "RetriesExhausted", "approximateInvokeCount": 3,
                ])
            #expect(record["version"] == "1.0")
            #expect(
                record["timestamp"]?.string.flatMap { Timestamp($0)?.textInMilliseconds } == record["timestamp"]?.string
            )
            #expect(record["requestPayload"] == ["do": "fail"])
            #expect(
                record["responseContext"] == [
                    "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled",
                ])
            #expect(record["responsePayload"]?["errorType"] == "FixtureError")
        }
        #expect(records.all.count == 1)
    }

    @Test("drop an event that would be too old at its next attempt", .timeLimit(.minutes(10)))
    func eventAgeExceeded() async throws {
        let records = Records()
        var options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), eventRetryDelays: [.seconds(3600)])
        options.maximumEventAge = .seconds(1800)
        options.onEventFailure = { records.add($0) }
        try await CloudUnderTest.with(options) { cloud in
            _ = try await CloudUnderTest.boto3(Self.event, cloud)
            let context = try await records.first()["requestContext"]
            #expect(context?["condition"] == "EventAgeExceeded")
            #expect(context?["approximateInvokeCount"] == 1)
        }
    }

    @Test("take no event once they have stopped, and make no record of it")
    func stopped() async throws {
        let records = Records()
        let function = LocalFunction(try CloudUnderTest.fixture(), log: CloudUnderTest.quiet)
        let events = AsynchronousInvocations(
            function: function, retryDelays: [], maximumAge: .seconds(60), now: SystemClock.now,
            log: CloudUnderTest.quiet, onFailure: { records.add($0) })
        #expect(events.accept(Invocation(payload: [])))
        events.stop()
        await function.stop()
        #expect(!events.accept(Invocation(payload: [])))
        #expect(records.all.isEmpty)
    }

    @Test("make no record of an event that succeeds, or of a synchronous failure")
    func noRecord() async throws {
        let records = Records()
        var options = LocalCloud.Options(function: try CloudUnderTest.fixture(), eventRetryDelays: [])
        options.onEventFailure = { records.add($0) }
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { cloud in
            _ = try await CloudUnderTest.boto3(
                """
                awslambda.invoke(FunctionName="colloquy", InvocationType="Event", Payload=b'{}')
                awslambda.invoke(FunctionName="colloquy", Payload=b'{"do": "fail"}')
                print("null")
                """, cloud)
            try await lines.wait(for: "handling", count: 2)
        }
        #expect(records.all.isEmpty)
    }
}
