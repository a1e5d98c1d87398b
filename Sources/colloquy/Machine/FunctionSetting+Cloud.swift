import AWSCore
import AWSServices
import LocalCloud
import Tables
import WireFormats

extension FunctionSetting {
    /// The stand-ins around the function, with agents whose tools write to the function's own store.
    ///
    /// - Throws: an error of the store, or `ValidationError` when `COLLOQUY_SCENARIOS` names no folder.
    func cloud(_ function: FunctionConfiguration) throws -> LocalCloud.Options {
        var options = LocalCloud.Options(function: function, credentials: credentials, buckets: buckets)
        if let scenarios = try ScenarioFolder(environment: variables).path {
            options.agents = AgentOptions(
                scenarios: scenarios,
                table: AssessmentTable(tables: try tables(), name: variables["SESSIONS_TABLE_NAME"] ?? ""),
                artifactsBucket: variables["ARTIFACTS_BUCKET_NAME"])
        }
        // Whoever has an account at Twilio means that one.
        if (variables["TWILIO_ACCOUNT_SID"] ?? "").isEmpty { options.twilio = .local }
        return options
    }

    /// The function's store, opened from here too.
    private func tables() throws -> any Tables {
        let schemas = try DeclaredTables.schemas(environment: variables)
        if let store = variables["COLLOQUY_STORE"], store.hasPrefix("sqlite:") {
            return try SQLiteTables(
                path: String(store.dropFirst("sqlite:".count)), schemas: schemas, clock: SystemClock.now)
        }
        var environment = [
            "AWS_REGION": region, "AWS_ACCESS_KEY_ID": credentials?.accessKeyID ?? "local",
            "AWS_SECRET_ACCESS_KEY": credentials?.secretAccessKey ?? "local",
        ]
        environment["AWS_SESSION_TOKEN"] = credentials?.sessionToken
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = variables["AWS_ENDPOINT_URL_DYNAMODB"]
        return DynamoDBTables(
            client: try DynamoDBClient(try Network(environment: environment).context), schemas: schemas,
            sleep: { try await Task.sleep(for: $0) })
    }
}
