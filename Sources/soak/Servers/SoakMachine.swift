import AWSCore
import AWSServices
import Application
import Foundation
import HTTPTransport
import LocalCloud
import Logging
import Redis
import SystemSupport
import Tables
import TestSupport
import WireFormats

/// Everything that a run needs, on this machine: DynamoDB and Redis behind proxies, and two functions of several processes
/// on the same tables, one of which keeps context memory in Redis.
struct SoakMachine: Sendable {
    /// Of each function.
    static let processes = 3
    static let conversations = "conversations"
    static let assessments = "assessments"
    static let chatSessions = "chat-sessions"
    static let chatMessages = "chat-messages"
    /// Whose requests each function's gateway lets in.
    static let users = ["ann", "ben"]

    let dynamoDB: DynamoDBServer
    let redis: RedisServer
    let dynamoDBDice: FaultDice
    let redisDice: FaultDice
    let clouds: [LocalCloud]
    /// What both functions' webhooks are signed for, as one domain before both would have it.
    let publicURL: String
    let loop: CurlEventLoop
    private let schemas: [TableSchema]
    private let dynamoDBProxy: DynamoDBProxy
    private let redisProxy: RedisProxy
    private let objects: TemporaryDirectory

    /// - Parameter output: gets every line that the functions print.
    static func start(seed: UInt64, output: @escaping @Sendable (String) -> Void) async throws -> SoakMachine {
        let loop = try CurlEventLoop()
        loop.start()
        let dynamoDB = try await DynamoDBServer.start()
        let redis = try await RedisServer.start(["--appendonly", "yes", "--appendfsync", "always"])
        let dynamoDBDice = FaultDice(seed: seed &+ 1, ExchangeFault.allCases)
        let redisDice = FaultDice(seed: seed &+ 2, ExchangeFault.ofConnections)
        let dynamoDBProxy = try DynamoDBProxy(to: dynamoDB, dynamoDBDice)
        let redisProxy = try RedisProxy(to: redis.port, redisDice)
        let objects = try TemporaryDirectory()

        var variables = Self.variables
        variables["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDBProxy.url
        var withRedis = variables
        withRedis["REDIS_URL"] = "redis://127.0.0.1:\(redisProxy.port)"
        let schemas = ApplicationSchema(try Configuration(environment: variables)).tables
        let tables = try Self.tables(at: dynamoDBProxy.url, schemas, loop)
        // Before there is any fault.
        let direct = try Self.tables(at: dynamoDB, schemas, loop)
        for schema in schemas { try await direct.create(schema) }

        let first = try await LocalCloud.start(
            try options(withRedis, user: users[0], tables, objects.path), log: quiet, output: output)
        // One account at Twilio, whose list of messages both see.
        variables["PUBLIC_BASE_URL"] = first.httpAPI
        let account = TwilioOptions.local
        variables["TWILIO_ACCOUNT_SID"] = account.accountSID
        variables["TWILIO_AUTH_TOKEN"] = account.authToken
        variables["TWILIO_FROM"] = account.from
        variables["TWILIO_BASE_URL"] = first.twilio
        var second = try options(variables, user: users[1], tables, objects.path)
        second.twilio = nil
        second.credentials = first.credentials
        return SoakMachine(
            dynamoDB: dynamoDB, redis: redis, dynamoDBDice: dynamoDBDice, redisDice: redisDice,
            clouds: [first, try await LocalCloud.start(second, log: quiet, output: output)],
            publicURL: first.httpAPI, loop: loop, schemas: schemas, dynamoDBProxy: dynamoDBProxy,
            redisProxy: redisProxy, objects: objects)
    }

    func stop() async {
        for cloud in clouds { await cloud.stop() }
    }

    /// What is stored, past the proxy.
    func tables() throws -> DynamoDBTables { try Self.tables(at: dynamoDB, schemas, loop) }

    /// What is in Redis, past the proxy.
    func redisClient() -> RedisClient {
        RedisClient(RedisConfiguration(host: "127.0.0.1", port: redis.port), loop: loop)
    }

    private static let quiet = Logger(label: "soak") { _ in SwiftLogNoOpLogHandler() }

    private static let variables = [
        "SESSION_TABLE": chatSessions, "MESSAGES_TABLE": chatMessages, "REVIEW_TABLE": "chat-reviews",
        "SESSIONS_TABLE_NAME": assessments, "AGENT_EVENTS_TABLE_NAME": "agent-events",
        "CONVERSATIONS_TABLE": conversations, "ARTIFACTS_BUCKET_NAME": "artifacts",
        "BEDROCK_AGENT_ID": "happy-path", "BEDROCK_AGENT_ALIAS_ID": "LOCAL", "MODEL_ID": "local-model",
        "AUTH_MODE": "required", "CURSOR_KEY": "a-key-of-the-soak-run", "METRICS": "off",
        // Workers that died are missed soon, and those on a busy machine not too soon.
        "WORKFLOW_LEASE_SECONDS": "15",
    ]

    private static func options(
        _ variables: [String: String], user: String, _ tables: any Tables, _ objects: String
    ) throws -> LocalCloud.Options {
        let function = FunctionConfiguration(
            executable: try BuildProducts.executable("bootstrap"), environment: variables, timeout: .seconds(30),
            initializationTimeout: .seconds(60), processes: processes, maximumConcurrency: 8)
        var options = LocalCloud.Options(
            function: function, claims: HTTPAPIClaims(user: user, groups: ["AdminUsers", "Staff"]),
            buckets: ["artifacts"], schedules: [.sweep(every: .seconds(5))])
        options.objectsDirectory = objects
        options.agents = AgentOptions(
            scenarios: PackageRoot.path + "/events/scenarios",
            table: AssessmentTable(tables: tables, name: assessments), artifactsBucket: "artifacts")
        options.twilio = .local
        return options
    }

    private static func tables(
        at dynamoDB: DynamoDBServer, _ schemas: [TableSchema], _ loop: CurlEventLoop
    ) throws -> DynamoDBTables {
        guard let port = dynamoDB.port else { throw ChildProcess.Failure(description: "DynamoDB is down") }
        return try tables(at: "http://127.0.0.1:\(port)", schemas, loop)
    }

    private static func tables(
        at endpoint: String, _ schemas: [TableSchema], _ loop: CurlEventLoop
    ) throws -> DynamoDBTables {
        let environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL": endpoint]) { $1 }
        let context = try AWSContext(
            environment: environment, transport: HTTPClient(loop: loop), clock: SystemClock.now,
            sleep: { try await Task.sleep(for: $0) })
        return DynamoDBTables(
            client: try DynamoDBClient(context), schemas: schemas, sleep: { try await Task.sleep(for: $0) })
    }
}
