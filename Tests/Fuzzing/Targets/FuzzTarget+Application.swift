import Application
import Gateway
import HTTPTransport
import LambdaRuntime
import Logging
import WireFormats

extension FuzzTarget {
    private static let maximumEvents = 8

    /// The whole program on a fresh embedded store: whatever events come one after the other, a line each, every one is
    /// answered, and no answer is that something went wrong on our side.
    static let application = FuzzTarget("application") { fixtures in
        fixtures.stories.flatMap { story in
            stride(from: 0, to: story.events.count, by: maximumEvents).map { start in
                let events = story.events[start..<min(story.events.count, start + maximumEvents)]
                return Array(events.map { $0.serialized() }.joined(separator: [0x0A]))
            }
        }
    } check: { bytes in
        let loop = try CurlEventLoop()
        let dispatcher = try Application(
            environment: [
                "COLLOQUY_STORE": "sqlite::memory:", "AUTH_MODE": "open", "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_LAMBDA_FUNCTION_NAME": "colloquy", "AWS_MAX_ATTEMPTS": "1",
                // Nobody listens there.
                "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
            ], loop: loop, log: silentLog
        ).dispatcher()
        for event in bytes.split(separator: 0x0A).prefix(maximumEvents) { try answer(Array(event), dispatcher, loop) }
    }

    private static func answer(_ event: [UInt8], _ dispatcher: Dispatcher, _ loop: CurlEventLoop) throws {
        let context = LambdaContext(
            requestID: "request", invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:colloquy",
            deadline: Timestamp(seconds: 4_000_000_000), deadlineInstant: .now + .seconds(300), logger: silentLog)
        let answer: [UInt8]
        do {
            answer = try loop.run { try await dispatcher.handle(event, context: context).body }
        } catch is UnknownAction {
            return
        } catch is EventRejection {
            return
        } catch let failure as Failure {
            try require(failure.kind != .internal, "an action fails: \(failure.message)")
            return
        }
        let json = try JSON(parsing: answer)
        let status = json["statusCode"]?.int ?? 200
        // There is no model, no provider of messages, and no function to start a workflow with.
        let isExpected =
            [502, 503].contains(status) || json["body"]?.string?.contains("Failed to start workflow") == true
        try require(status < 500 || isExpected, json.text)
    }
}
