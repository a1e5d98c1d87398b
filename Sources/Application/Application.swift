import AWSCore
import AWSServices
import ChatSessions
public import Gateway
public import HTTPTransport
public import Logging
import Tables

/// Puts the program together from its configuration: stores, systems, dispatch.
public struct Application: Sendable {
    private let configuration: Configuration
    private let environment: [String: String]
    private let loop: CurlEventLoop
    private let effects: Effects
    private let log: Logger

    /// - Parameters:
    ///   - environment: everything that can be configured; see ``Configuration``.
    ///   - log: for what belongs to no invocation.
    /// - Throws: ``ConfigurationError``
    public init(
        environment: [String: String], loop: CurlEventLoop, effects: Effects = .system, log: Logger
    ) throws(ConfigurationError) {
        configuration = try Configuration(environment: environment)
        self.environment = environment
        self.loop = loop
        self.effects = effects
        self.log = log
    }

    /// What answers invocations.
    ///
    /// - Throws: an error that says which part cannot be set up: `AWSError` (region, endpoints), `TableError` (the
    ///   embedded store's file), `RouteError`.
    public func dispatcher() throws -> Dispatcher {
        let cors = CORS(allowedOrigins: allowedOrigins)
        guard let schema = ApplicationSchema(configuration).chatSessions else {
            let off = Failure(
                .unavailable, "Chat sessions are off: SESSION_TABLE, MESSAGES_TABLE and REVIEW_TABLE are not set")
            return Dispatcher(
                router: try Router(Self.routes(refusing: off), cors: cors, log: log), cors: cors, operations: [:],
                unknownOperation: { _ in off })
        }
        let chatSessions = try chatSessions(schema)
        return Dispatcher(
            router: try Router(chatSessions.routes, cors: cors, log: log), cors: cors,
            operations: chatSessions.operations,
            unknownOperation: { ChatSessions.unknownOperation($0) })
    }

    private static func routes(refusing failure: Failure) -> [Route] {
        ["/user-session", "/user-feedback"].flatMap { path in
            ["GET", "POST", "DELETE"].map { Route($0, path, failures: .string) { _ in throw failure } }
        }
    }

    private func chatSessions(_ schema: ChatSessionsSchema) throws -> ChatSessions {
        let aws = try AWSContext(
            environment: environment, transport: HTTPClient(loop: loop, caBundlePath: environment["AWS_CA_BUNDLE"]),
            clock: effects.now, sleep: sleep)
        return ChatSessions(
            tables: try tables(schema.tables, aws), schema: schema,
            authorization: Authorization(
                mode: configuration.authorizationMode, adminGroup: configuration.adminGroup,
                staffGroup: configuration.staffGroup),
            cursors: CursorSigner(
                key: configuration.cursorKey.map { Array($0.utf8) } ?? effects.randomBytes(32), now: effects.now),
            exports: try configuration.downloadBucket.map { bucket in
                try S3ExportStorage(client: S3Client(aws), bucket: bucket, log: log)
            },
            effects: effects, sleep: sleep, log: log)
    }

    private func tables(_ schemas: [TableSchema], _ aws: AWSContext) throws -> any Tables {
        switch configuration.store {
        case .dynamoDB:
            DynamoDBTables(client: try DynamoDBClient(aws), schemas: schemas, sleep: sleep)
        case .sqlite(let path):
            try SQLiteTables(path: path, schemas: schemas, clock: effects.now)
        }
    }

    private var sleep: @Sendable (Duration) async throws -> Void {
        { [loop] in try await loop.sleep(for: $0) }
    }

    private var allowedOrigins: CORS.AllowedOrigins {
        if configuration.allowedOrigins.contains("*") { return .any }
        return configuration.allowedOrigins.isEmpty ? .none : .list(Set(configuration.allowedOrigins))
    }
}
