import AWSCore
import AWSServices
import ArgumentParser
import Foundation
import LocalCloud
import Tables

/// The fresh store of a folder's replay, and the function's environment: nothing of the developer's own settings, so that
/// answers are the same everywhere.
struct ReplayStage {
    private let setting: FunctionSetting
    private let directory: URL?
    private let tables: (creation: TableCreation, schemas: [TableSchema])?

    static func prepare(
        _ storage: StorageOptions, _ folder: FixtureFolder,
        surroundings: [String: String] = Surroundings.environment
    ) async throws -> ReplayStage {
        let passed = [
            "PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "AWS_CA_BUNDLE", "AWS_LAMBDA_LOG_LEVEL",
            ScenarioFolder.variable,
        ]
        var environment = surroundings.filter { passed.contains($0.key) }
        environment.merge(folder.environment) { $1 }
        switch storage.store {
        case nil:
            let directory = FileManager.default.temporaryDirectory
                .appending(path: "colloquy-replay-\(UUID().uuidString.lowercased())")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            var fresh = storage
            fresh.store = .sqlite(path: directory.appending(path: "replay.sqlite").path(percentEncoded: false))
            let setting = try await FunctionSetting(storage: fresh, environment: environment)
            return ReplayStage(setting, directory: directory, tables: nil)
        case .sqlite:
            return ReplayStage(
                try await FunctionSetting(storage: storage, environment: environment), directory: nil, tables: nil)
        case .dynamoDB:
            let suffix = String(UUID().uuidString.lowercased().prefix(8))
            for (name, value) in FunctionSetting.tables { environment[name] = "\(value)-\(suffix)" }
            var calls = surroundings.filter { $0.key.hasPrefix("AWS_") || $0.key == "HOME" }
            calls["AWS_ENDPOINT_URL_DYNAMODB"] = storage.endpoint
            environment.merge(calls.filter { $0.key.hasPrefix("AWS_") }) { $1 }
            let setting = try await FunctionSetting(storage: storage, environment: environment)
            calls["AWS_REGION"] = setting.region
            if setting.credentials == nil {
                calls.merge(["AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"]) { $1 }
            }
            let creation = TableCreation(client: try DynamoDBClient(try Network(environment: calls).context))
            let schemas = try DeclaredTables.schemas(environment: environment)
            for schema in schemas { _ = try await creation.create(schema) }
            return ReplayStage(setting, directory: nil, tables: (creation, schemas))
        }
    }

    private init(
        _ setting: FunctionSetting, directory: URL?, tables: (creation: TableCreation, schemas: [TableSchema])?
    ) {
        self.setting = setting
        self.directory = directory
        self.tables = tables
    }

    func cloud() throws -> LocalCloud.Options {
        var function = try setting.function()
        function.timeout = .seconds(60)
        return try setting.cloud(function)
    }

    /// Removes what was made for the replay.
    func dismantle() async throws {
        if let directory { try FileManager.default.removeItem(at: directory) }
        if let tables {
            for schema in tables.schemas { try await tables.creation.delete(schema) }
        }
    }
}
