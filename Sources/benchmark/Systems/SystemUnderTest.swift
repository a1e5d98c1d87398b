import Application
import Gateway
import HTTPTransport
import LambdaRuntime
import Logging
import Synchronization
import SystemSupport
import Tables
import WireFormats

/// The whole application in this process, with all five systems on: events go in as the runtime would hand them over. Its
/// calls of the store and of other services are counted.
final class SystemUnderTest: Sendable {
    /// Of one event.
    struct Sample {
        var microseconds: Double
        /// Calls of the store.
        var calls: Int
        /// Invocations of the function by itself.
        var invocations: Int
    }

    private static let functionName = "bench"

    let loop: CurlEventLoop
    private let dispatcher: Dispatcher
    private let tables: CountedTables
    private let cloud: CloudStub
    private let numbers = Mutex(0)

    /// - Parameter settings: beside those that every benchmark has.
    init(
        _ engine: Engine, cloud: CloudStub, loop: CurlEventLoop, settings: [String: String] = [:]
    ) async throws {
        self.loop = loop
        self.cloud = cloud
        var environment = Self.environment(cloud)
        environment.merge(engine.environment) { $1 }
        environment.merge(settings) { $1 }
        let counted = Mutex<CountedTables?>(nil)
        let application = try Application(
            environment: environment, loop: loop,
            storage: { engine in
                let tables = CountedTables(engine)
                counted.withLock { $0 = tables }
                return tables
            }, log: Self.log)
        dispatcher = try application.dispatcher()
        guard let tables = counted.withLock({ $0 }) else { throw BenchmarkError("the application has no store") }
        self.tables = tables
        for schema in ApplicationSchema(try Configuration(environment: environment)).tables {
            try await tables.create(schema)
        }
    }

    private static let log = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }

    private static func environment(_ cloud: CloudStub) -> [String: String] {
        [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_ENDPOINT_URL": cloud.endpoint, "AWS_LAMBDA_FUNCTION_NAME": functionName,
            "AUTH_MODE": "required", "CURSOR_KEY": "a key for the benchmark only",
            "SESSION_S3_DOWNLOAD": "downloads", "ARTIFACTS_BUCKET_NAME": "artifacts",
            "TEMPLATES_BUCKET_NAME": "templates", "BEDROCK_AGENT_ID": "BENCHAGENT",
            "BEDROCK_AGENT_ALIAS_ID": "BENCHALIAS", "MODEL_ID": "bench-model",
            "TWILIO_ACCOUNT_SID": TwilioEvent.account, "TWILIO_AUTH_TOKEN": TwilioEvent.token,
            "TWILIO_FROM": TwilioEvent.ourAddress, "PUBLIC_BASE_URL": TwilioEvent.baseURL,
            "TWILIO_BASE_URL": cloud.endpoint,
        ]
    }

    /// Of the services beside the store.
    var cloudEndpoint: String { cloud.endpoint }

    /// A number that nobody else gets.
    func number() -> Int {
        numbers.withLock { number in
            number += 1
            return number
        }
    }

    /// A UUID that nobody else gets.
    func uuid() -> String {
        "00000000-0000-4000-8000-" + number().padded(to: 12, radix: 16)
    }

    /// Sends an event.
    ///
    /// - Returns: the answer's body, as JSON where it is that.
    /// - Throws: ``BenchmarkError`` when it is not one of success.
    @discardableResult
    func send(_ event: JSON) async throws -> JSON {
        try Self.body(of: await dispatcher.handle(event.serialized(), context: context), to: event)
    }

    /// Sends an event, and measures what the handler does.
    func measure(_ event: JSON) async throws -> Sample {
        let bytes = event.serialized()
        tables.reset()
        cloud.reset()
        let context = context
        let start = ContinuousClock.now
        let answer = try await dispatcher.handle(bytes, context: context)
        let time = (ContinuousClock.now - start).microseconds
        _ = try Self.body(of: answer, to: event)
        return Sample(microseconds: time, calls: tables.calls, invocations: cloud.invocations)
    }

    private var context: LambdaContext {
        LambdaContext(
            requestID: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:\(Self.functionName)",
            deadline: SystemClock.now() + .seconds(600), deadlineInstant: .now + .seconds(600), logger: Self.log)
    }

    private static func body(of answer: LambdaResponse, to event: JSON) throws -> JSON {
        let answer = try JSON(parsing: answer.body)
        guard let status = answer["statusCode"]?.int else { return answer }
        guard (200..<300).contains(status) else { throw BenchmarkError("\(event.text) was answered \(answer.text)") }
        let body = answer["body"]?.string ?? ""
        return (try? JSON(parsing: Array(body.utf8))) ?? .string(body)
    }
}
