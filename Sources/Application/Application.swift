import AWSCore
import AWSServices
import Assessments
import ChatSessions
import ContextMemory
public import Gateway
public import HTTPTransport
public import LambdaRuntime
public import Logging
import Redis
import SystemSupport
public import Tables
import Twilio
import WebChat
import WebPage
import WhatsApp
import WireFormats

/// Puts the program together from its configuration: stores, systems, dispatch.
public struct Application: Sendable {
    /// Of what callers see.
    static let version = "2.1.0"

    private let configuration: Configuration
    private let environment: [String: String]
    private let loop: CurlEventLoop
    private let http: HTTPClient
    private let effects: Effects
    private let storage: @Sendable (any Tables) -> any Tables
    private let log: Logger

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
            redis: shared.redis, hasModel: configuration.model.id != nil, effects: effects, log: log)
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
            router: try Router(routes, cors: cors, log: log), cors: cors,
            actions: Self.combined(
                [assessments?.actions, webChat?.actions, contextMemory?.actions, whatsApp?.actions].compactMap(\.self)),
            operations: operations)
    }

    /// What several systems use.
    private struct Shared {
        let aws: AWSContext
        let tables: any Tables
        let authorization: Authorization
        let cursors: CursorSigner
        let redis: RedisClient?
        /// Who continues conversations; `nil` when nobody does.
        let model: BedrockChatModel?

        init(_ application: Application, _ schema: ApplicationSchema) throws {
            let (configuration, environment) = (application.configuration, application.environment)
            let effects = application.effects
            aws = try AWSContext(
                environment: environment, transport: application.http, clock: effects.now, sleep: application.sleep)
            let engine: any Tables =
                switch configuration.store {
                case .dynamoDB:
                    DynamoDBTables(
                        client: try DynamoDBClient(aws), schemas: schema.tables, sleep: application.sleep)
                case .sqlite(let path):
                    try SQLiteTables(path: path, schemas: schema.tables, clock: effects.now)
                }
            tables = application.storage(engine)
            authorization = Authorization(
                mode: configuration.authorizationMode, adminGroup: configuration.adminGroup,
                staffGroup: configuration.staffGroup)
            cursors = CursorSigner(
                key: configuration.cursorKey.map { Array($0.utf8) } ?? effects.randomBytes(32), now: effects.now)
            redis = configuration.contextMemory.redis.map { RedisClient($0, loop: application.loop) }
            let client = try BedrockRuntimeClient(aws)
            model = configuration.model.id.map { BedrockChatModel(client: client, modelID: $0) }
        }
    }

    private func chatSessions(_ schema: ChatSessionsSchema, _ shared: Shared) throws -> ChatSessions {
        ChatSessions(
            tables: shared.tables, schema: schema, authorization: shared.authorization,
            cursors: shared.cursors,
            exports: try configuration.downloadBucket.map { bucket in
                try S3ExportStorage(client: S3Client(shared.aws), bucket: bucket, log: log)
            },
            effects: effects, sleep: sleep, log: log)
    }

    private func assessments(
        _ schema: AssessmentsSchema, _ setting: Configuration.Assessments, _ shared: Shared
    ) throws -> Assessments {
        Assessments(
            tables: shared.tables, schema: schema,
            options: Assessments.Options(
                lease: setting.lease, retentionDays: configuration.retentionDays,
                requiresAllDocuments: setting.requiresAllDocuments),
            authorization: shared.authorization, cursors: shared.cursors,
            agent: try AgentSetting(agentID: setting.agentID, aliasID: setting.agentAliasID) { id, alias in
                BedrockAgent(client: try BedrockAgentRuntimeClient(shared.aws), agentID: id, aliasID: alias)
            },
            artifacts: ArtifactStore(
                client: try S3Client(shared.aws), artifacts: setting.artifactsBucket,
                templates: setting.templatesBucket),
            start: try selfInvocation(of: configuration.functionName, shared.aws), effects: effects, sleep: sleep,
            log: log)
    }

    private func webChat(_ schema: ConversationsSchema, _ shared: Shared) throws -> WebChat {
        let setting = configuration.model
        return WebChat(
            tables: shared.tables, schema: schema,
            options: WebChat.Options(
                modelID: setting.id, temperature: setting.temperature, maximumTokens: setting.maximumTokens,
                systemPrompt: setting.systemPrompt, contextTokenBudget: setting.contextTokenBudget),
            authorization: shared.authorization, cursors: shared.cursors,
            model: shared.model,
            start: try selfInvocation(of: configuration.functionName, shared.aws), effects: effects, sleep: sleep,
            log: log)
    }

    /// On Redis where there is one, otherwise on the table of conversations; `nil` without either.
    private func contextMemory(_ schema: ConversationsSchema?, _ shared: Shared) -> ContextMemory? {
        let limits = configuration.contextMemory.limits
        let table = schema.map {
            TableContextStore(shared.tables, schema: $0, limits: limits, effects: effects, sleep: sleep, log: log)
        }
        let redis = shared.redis.map { RedisContextStore($0, limits: limits) }
        guard let store: any ContextStore = redis ?? table else { return nil }
        let setting = configuration.model
        return ContextMemory(
            memory: ConversationMemory(
                store: store, model: shared.model,
                options: ConversationMemory.Options(
                    contextTokenBudget: setting.contextTokenBudget, maximumTokens: setting.maximumTokens,
                    temperature: setting.temperature, systemPrompt: setting.systemPrompt),
                effects: effects, log: log),
            authorization: shared.authorization, sweeping: table)
    }

    private func whatsApp(_ schema: ConversationsSchema, _ shared: Shared) throws -> WhatsApp {
        let setting = configuration.model
        return WhatsApp(
            tables: shared.tables, schema: schema,
            options: WhatsApp.Options(
                idleTime: configuration.whatsAppIdleTime, retentionDays: configuration.retentionDays,
                maximumTokens: setting.maximumTokens, temperature: setting.temperature,
                systemPrompt: setting.systemPrompt),
            authorization: shared.authorization, cursors: shared.cursors,
            channel: configuration.twilio.map { twilio in
                TwilioChannel(
                    validator: TwilioRequestValidator(account: twilio.account, baseURL: twilio.publicBaseURL),
                    client: TwilioClient(
                        account: twilio.account, baseURL: twilio.baseURL, transport: http, sleep: sleep),
                    sender: twilio.from, publicBaseURL: twilio.publicBaseURL)
            }, model: shared.model, start: try selfInvocation(of: configuration.functionName, shared.aws),
            effects: effects, sleep: sleep, log: log)
    }

    /// What several systems do at one event, such as the sweep, is done by one after the other; what they return is one
    /// object. The first failure fails the event when all have had their turn.
    private static func combined(_ systems: [[String: ActionHandler]]) -> [String: ActionHandler] {
        var combined: [String: ActionHandler] = [:]
        for (name, handler) in systems.joined() {
            guard let first = combined[name] else {
                combined[name] = handler
                continue
            }
            combined[name] = { event in
                let outcomes = [await outcome(of: first, event), await outcome(of: handler, event)]
                return .object(JSONObject(try outcomes.flatMap { try $0.get().object.map(Array.init) ?? [] }))
            }
        }
        return combined
    }

    private static func outcome(of handler: ActionHandler, _ event: JSONObject) async -> Result<JSON, any Error> {
        do { return .success(try await handler(event)) } catch { return .failure(error) }
    }

    /// An event may be queued twice when an answer is lost: whoever handles it must bear that.
    private func selfInvocation(of function: String?, _ aws: AWSContext) throws -> EventInvocation {
        guard let function else {
            throw ConfigurationError(
                variable: "AWS_LAMBDA_FUNCTION_NAME", message: "must be set, as Lambda does, to invoke the function")
        }
        let client = try LambdaClient(aws)
        return { event in
            _ = try await client.invoke(functionName: function, payload: event, type: .event, isIdempotent: true)
        }
    }

    /// An empty variable counts as absent, as templates set them.
    private static func httpClient(_ loop: CurlEventLoop, _ environment: [String: String]) -> HTTPClient {
        HTTPClient(loop: loop, caBundlePath: environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 })
    }

    private var sleep: @Sendable (Duration) async throws -> Void {
        { [loop] in try await loop.sleep(for: $0) }
    }

    private var allowedOrigins: CORS.AllowedOrigins {
        if configuration.allowedOrigins.contains("*") { return .any }
        return configuration.allowedOrigins.isEmpty ? .none : .list(Set(configuration.allowedOrigins))
    }
}

/// Both, or neither.
private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
    guard let first, let second else { return nil }
    return (first, second)
}
