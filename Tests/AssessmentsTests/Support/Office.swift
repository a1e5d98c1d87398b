import AWSCore
import AWSServices
import Assessments
import Gateway
import HTTPTransport
import Logging
import Synchronization
import SystemTestSupport
import Tables
import TestSupport
import WireFormats

/// System 001 on the embedded store, with an agent that follows a script, moto's S3 for its documents, and a clock that runs
/// fast.
final class Office: RoutedSystem, Sendable {
    static let schema = AssessmentsSchema(assessments: "assessments", events: "events")

    let tables: WatchedTables
    let service: Assessments
    let clock: ScaledClock
    let agent: ScriptedAgent
    let log: CollectedLog
    let artifacts: String
    let s3: S3Client
    private let queue = Mutex<[JSON]>([])
    /// Events with which the function has invoked itself.
    var queued: [JSON] { queue.withLock { $0 } }
    /// Makes the next self-invocations fail.
    let startFailures = Mutex(0)
    private let loop: CurlEventLoop
    private let server: MotoServer

    struct StartFailure: Error {}

    init(
        _ scripts: [ScriptedAgent.Script] = [.steps([])], mode: Authorization.Mode = .required,
        options: Assessments.Options = Assessments.Options(), agent setting: AgentSetting? = nil, scale: Int = 20,
        engine: (any Tables)? = nil
    ) async throws {
        let clock = ScaledClock(scale: scale)
        self.clock = clock
        agent = ScriptedAgent(scripts, clock: clock)
        log = CollectedLog()
        server = try await MotoServer.shared
        loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: [
                "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_ENDPOINT_URL": server.endpoint,
            ], transport: HTTPClient(loop: loop), clock: SystemClock.now,
            sleep: { try await Task.sleep(for: $0) })
        s3 = try S3Client(context)
        artifacts = "artifacts-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        tables = WatchedTables(
            try engine ?? SQLiteTables(path: ":memory:", schemas: Self.schema.tables, clock: { clock.now() }))
        let (queue, startFailures) = (WeakBox<Office>(), WeakBox<Office>())
        service = Assessments(
            tables: tables, schema: Self.schema, options: options, authorization: Authorization(mode: mode),
            cursors: CursorSigner(key: [UInt8](repeating: 7, count: 32), now: { clock.now() }),
            agent: setting ?? .configured(agent),
            artifacts: ArtifactStore(client: s3, artifacts: artifacts, templates: artifacts),
            start: { event in
                if startFailures.value?.failsToStart() == true { throw StartFailure() }
                let json = try JSON(parsing: event)
                queue.value?.queue.withLock { $0.append(json) }
            },
            effects: Effects(now: { clock.now() }, randomBytes: Effects.system.randomBytes),
            sleep: { try await clock.sleep($0) }, log: log.logger)
        queue.value = self
        startFailures.value = self
        _ = try await ChildProcess.run(
            "/usr/bin/env", ["curl", "--silent", "--fail", "--request", "PUT", "\(server.endpoint)/\(artifacts)"])
    }

    deinit { loop.shutDown() }

    private func failsToStart() -> Bool {
        startFailures.withLock { failures in
            guard failures > 0 else { return false }
            failures -= 1
            return true
        }
    }
}

/// Refers to something without keeping it.
private final class WeakBox<Value: AnyObject & Sendable>: Sendable {
    private let held = Mutex<Weak>(Weak())

    private struct Weak: Sendable { weak var value: Value? }

    var value: Value? {
        get { held.withLock { $0.value } }
        set { held.withLock { $0 = Weak(value: newValue) } }
    }
}

/// Steps that many tests take.
extension Office {
    var routes: [Route] { service.routes }

    static let submission: JSON = [
        "client_name": "Acme Ltd", "project_name": "Portal", "industry": "Retail",
        "requirements": "A customer portal with single sign-on.", "duration": "6 months", "team_size": 5,
    ]

    /// - Returns: the id.
    func submit(_ body: JSON = submission, headers: HTTPHeaders = [:], as caller: Caller = .alice) async throws
        -> String
    {
        let answer = try await ask("POST", "/api/submit-assessment", body, headers: headers, as: caller)
        guard answer.status == 200, let id = answer.body["session_id"]?.string else { throw Unexpected(answer) }
        return id
    }

    func status(_ id: String, query: [(String, String)] = [], as caller: Caller = .alice) async throws -> JSON {
        let answer = try await ask("GET", "/api/agent-status/\(id)", query: query, as: caller)
        guard answer.status == 200 else { throw Unexpected(answer) }
        return answer.body
    }

    func events(_ id: String, query: [(String, String)] = []) async throws -> [JSON] {
        try JSON(parsing: try await status(id, query: query)["agent_events"]?.string ?? "").array ?? []
    }

    /// Delivers an event to the worker.
    ///
    /// - Parameter time: until the invocation's deadline, by the wall clock.
    @discardableResult
    func work(_ event: JSON, for time: Duration = .seconds(60)) async throws -> (status: Int?, body: JSON) {
        guard let name = event["action"]?.string, let action = service.actions[name] else {
            throw Failure(.notFound, "no action")
        }
        let answer = try await InvocationScope.$deadline.withValue(.now + time) {
            try await action(event.object ?? [:])
        }
        return (answer["statusCode"]?.int, try JSON(parsing: answer["body"]?.string ?? answer.text))
    }

    @discardableResult
    func work(_ id: String, for time: Duration = .seconds(60)) async throws -> (status: Int?, body: JSON) {
        try await work(["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)], for: time)
    }

    func sweep() async throws -> JSON {
        guard let action = service.actions["SWEEP"] else { throw Failure(.notFound, "no action") }
        return try await action(["action": "SWEEP"])
    }

    func row(_ id: String) async throws -> Item? {
        try await tables.get(Self.schema.assessments, key: ["session_id": .string(id)])
    }

    /// Sets attributes as a tool function does.
    func set(_ id: String, _ attributes: Item) async throws {
        try await tables.update(Self.schema.assessments, key: ["session_id": .string(id)], Update(set: attributes))
    }

    func putDocument(_ name: String, of id: String) async throws {
        try await s3.putObject(bucket: artifacts, key: "\(id)/\(name)", body: Array("document".utf8))
    }

    func putDocuments(of id: String) async throws {
        try await putDocument("presentation.pptx", of: id)
        try await putDocument("sow.docx", of: id)
    }

    static let tools = [
        "RequirementsAnalyzer", "CostCalculator", "TemplateRetriever", "PowerPointGenerator", "SOWGenerator",
    ]

    /// A run through all tools.
    static var happySteps: [ScriptedAgent.Step] {
        [.reasoning("I begin.")]
            + tools.flatMap { [ScriptedAgent.Step.call($0), .answer("\($0) is done")] }
            + [.chunk("Here are your documents."), .final("Here are your documents.")]
    }
}
