import AWSCore
import AWSServices
import Gateway
import Redis
import SystemSupport
import Tables

extension Application {
    /// What several systems use.
    struct Shared {
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
            model = configuration.model.id.map { BedrockChatModel(client: client, modelID: $0, log: application.log) }
        }
    }
}
