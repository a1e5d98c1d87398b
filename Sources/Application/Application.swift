import Assessments
import ChatSessions
import ContextMemory
public import Gateway
public import HTTPTransport
public import LambdaRuntime
public import Logging
import SystemSupport
public import Tables
import WebChat
import WebPage
import WhatsApp
import WireFormats

/// Puts the program together from its configuration: stores, systems, dispatch.
public struct Application: Sendable {
    let configuration: Configuration
    let environment: [String: String]
    let loop: CurlEventLoop
    let http: HTTPClient
    let effects: Effects
    let storage: @Sendable (any Tables) -> any Tables
    let log: Logger

    /// - Parameters:
    ///   - environment: everything that can be configured; see ``Configuration``.
    ///   - storage: wraps the engine that the configuration names, for whoever counts its calls.
    ///   - log: for what belongs to no invocation.
    /// - Throws: ``ConfigurationError``
    public init(
        environment: [String: String], loop: CurlEventLoop, effects: Effects = .system,
        storage: @escaping @Sendable (any Tables) -> any Tables = { $0 }, log: Logger
    ) throws(ConfigurationError) {
        try self.init(
            environment: environment, loop: loop, http: Self.httpClient(loop, environment), effects: effects,
            storage: storage, log: log)
    }

    private init(
        environment: [String: String], loop: CurlEventLoop, http: HTTPClient, effects: Effects,
        storage: @escaping @Sendable (any Tables) -> any Tables, log: Logger
    ) throws(ConfigurationError) {
        configuration = try Configuration(environment: environment)
        self.environment = environment
        self.loop = loop
        self.http = http
        self.effects = effects
        self.storage = storage
        self.log = log
    }

    /// What answers invocations, with settings fetched from where the environment says they are kept.
    ///
    /// - Throws: what ``SecretReferences/resolved(_:transport:sleep:)``, ``init(environment:loop:effects:log:)`` and
    ///   ``dispatcher()`` throw.
    public static func dispatcher(
        environment: [String: String], loop: CurlEventLoop, log: Logger
    ) async throws -> Dispatcher {
        _ = try MetricsSetting(environment: environment)
        let http = httpClient(loop, environment)
        let resolved = try await SecretReferences.resolved(environment, transport: http) {
            try await loop.sleep(for: $0)
        }
        return try Application(
            environment: resolved, loop: loop, http: http, effects: .system, storage: { $0 }, log: log
        ).dispatcher()
    }

    /// What the runtime is to write metrics with. `nil` also where the setting is wrong, which
    /// ``dispatcher(environment:loop:log:)`` refuses.
    public static func metrics(environment: [String: String]) -> EmbeddedMetrics? {
        try? MetricsSetting(environment: environment).metrics
    }

    /// What answers invocations.
    ///
    /// - Throws: an error that says which part cannot be set up: `AWSError` (region, endpoints), `TableError` (the
    ///   embedded store's file), `RouteError`.
    public func dispatcher() throws -> Dispatcher {
        let cors = CORS(allowedOrigins: allowedOrigins)
        let schema = ApplicationSchema(configuration)
        let shared = try Shared(self, schema)
        let chatSessions = try schema.chatSessions.map { try self.chatSessions($0, shared) }
        let assessments = try zip(schema.assessments, configuration.assessments).map {
            try self.assessments($0, $1, shared)
        }
        let webChat = try schema.conversations.map { try self.webChat($0, shared) }
        let contextMemory = contextMemory(schema.conversations, shared)
        let whatsApp = try schema.conversations.map { try self.whatsApp($0, shared) }
        let systems = [
            ("web_chat", webChat != nil), ("assessments", assessments != nil), ("chat_sessions", chatSessions != nil),
            ("context_memory", contextMemory != nil), ("whatsapp", whatsApp != nil && configuration.twilio != nil),
        ]
        let page = PageConfiguration(
            signIn: configuration.signIn, authorization: shared.authorization, systems: systems)
        let health = HealthRoutes(
            systems: systems, tables: shared.tables, probe: schema.tables.first.map(HealthRoutes.Probe.init),
            redis: shared.redis.map { RedisContextStore($0) }, hasModel: configuration.model.id != nil,
            effects: effects, log: log)
        let operations = OperationTable(
            [
                chatSessions?.operations ?? ChatSessions.operations(refusing: Self.chatIsOff),
                contextMemory?.operations ?? ContextMemory.operations(refusing: Self.contextMemoryIsOff),
                whatsApp?.operations ?? WhatsApp.operations(refusing: Self.whatsAppIsOff),
            ], log: log, matched: { InvocationScope.metrics?.setRoute("operation \($0)") })
        // The original's route took its operations with any of three methods.
        let routes =
            operations.routes(at: "/user-session", methods: ["POST", "GET", "DELETE"], failures: .string)
            + (chatSessions?.routes ?? ChatSessions.routes(refusing: Self.chatIsOff))
            + (assessments?.routes ?? Assessments.routes(refusing: Self.assessmentsAreOff))
            + (webChat?.routes ?? WebChat.routes(refusing: Self.webChatIsOff))
            + (contextMemory?.routes ?? ContextMemory.routes(refusing: Self.contextMemoryIsOff))
            + (whatsApp?.routes ?? WhatsApp.routes(refusing: Self.whatsAppIsOff))
            + page.routes + health.routes
            + WebPage(connectSources: configuration.signIn?.origins ?? []).routes
        return Dispatcher(
            router: try Router(routes, cors: cors, basePath: configuration.basePath, log: log), cors: cors,
            actions: Self.combined(
                [assessments?.actions, webChat?.actions, contextMemory?.actions, whatsApp?.actions].compactMap(\.self)),
            operations: operations, claims: configuration.claims)
    }

    private static func httpClient(_ loop: CurlEventLoop, _ environment: [String: String]) -> HTTPClient {
        HTTPClient(loop: loop, caBundlePath: EnvironmentReader(environment).text(named: "AWS_CA_BUNDLE"))
    }

    var sleep: @Sendable (Duration) async throws -> Void {
        { [loop] in try await loop.sleep(for: $0) }
    }

    private var allowedOrigins: CORS.AllowedOrigins {
        if configuration.allowedOrigins.contains("*") { return .any }
        return configuration.allowedOrigins.isEmpty ? .none : .list(ExactSet(configuration.allowedOrigins))
    }
}

/// Both, or neither.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
