import AWSCore
import Application
import ArgumentParser
import Foundation
import HTTPTransport
import LocalCloud
import WireFormats

/// What the function's environment is to be: the store that was asked for, the names of tables and buckets, and the
/// settings that this process's environment has for it.
struct FunctionSetting {
    /// Names of tables where the environment gives none.
    static let tables = names(of: Setting.tables)
    /// There is none for downloads on the embedded store alone: only here is there a place for them.
    private static let bucketNames = names(of: [.artifactsBucket, .templatesBucket])
        .merging([Setting.downloadBucket.rawValue: "colloquy-downloads"]) { $1 }

    private static func names(of settings: [Setting]) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: settings.compactMap { setting in
                setting.embeddedStandard.map { (setting.rawValue, $0) }
            })
    }

    /// The agent that plays `events/scenarios/happy-path.json`.
    private static let agent = ["BEDROCK_AGENT_ID": "happy-path", "BEDROCK_AGENT_ALIAS_ID": "LOCAL"]

    /// Any id will do: they all lead to the stand-in.
    private static let model = ["MODEL_ID": "local-model"]

    /// What the environment does not say.
    static let defaults = [bucketNames, agent, model].reduce(tables) { $0.merging($1) { $1 } }

    let storeDescription: String
    /// The user's own, where there are any and they are needed; otherwise the stand-ins make some up.
    let credentials: AWSCredentials?
    let variables: [String: String]
    let region: String

    var buckets: Set<String> { Set(Self.bucketNames.keys.compactMap { variables[$0] }) }

    /// - Throws: `ValidationError` when the store's directory cannot be made, or DynamoDB would need credentials that are
    ///   nowhere.
    init(storage: StorageOptions, environment: [String: String]) async throws {
        region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
        var variables = Self.inherited(environment)
        for (name, value) in Self.defaults where (variables[name] ?? "").isEmpty { variables[name] = value }
        if (variables["AUTH_MODE"] ?? "").isEmpty { variables["AUTH_MODE"] = "open" }
        // Nobody makes metrics of them here, and people read what is printed.
        if (variables["METRICS"] ?? "").isEmpty { variables["METRICS"] = "off" }
        // The stand-ins are reached directly, whatever proxy the rest of the world is reached through.
        for name in ["no_proxy", "NO_PROXY"] {
            let listed = environment[name].map { $0 + "," } ?? ""
            variables[name] = listed + "127.0.0.1,localhost"
        }
        switch storage.store
            ?? .sqlite(path: Surroundings.stateDirectory(environment: environment) + "/colloquy.sqlite")
        {
        case .sqlite(let path):
            let absolute = URL(filePath: path).path(percentEncoded: false)
            try Surroundings.makeDirectory(ofFile: absolute)
            variables["COLLOQUY_STORE"] = "sqlite:" + absolute
            storeDescription = "sqlite:" + absolute
            credentials = nil
        case .dynamoDB:
            variables["COLLOQUY_STORE"] = "dynamodb"
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = storage.endpoint
            storeDescription = "dynamodb" + (storage.endpoint.map { " at \($0)" } ?? " in \(region)")
            credentials = try await Self.credentials(environment, areOptional: storage.endpoint != nil)
        }
        self.variables = variables
    }

    func function() throws -> FunctionConfiguration {
        FunctionConfiguration(executable: try Surroundings.bootstrap(), environment: variables, region: region)
    }

    /// Everything but what would lead an AWS SDK astray: what says how to get credentials, where services are, and what
    /// Lambda sets itself.
    static func inherited(_ environment: [String: String]) -> [String: String] {
        environment.filter { name, _ in
            !(name.hasPrefix("AWS_") || name.hasPrefix("_X_AMZN") || name == "_HANDLER")
                || ["AWS_CA_BUNDLE", "AWS_LAMBDA_LOG_LEVEL", "AWS_LAMBDA_LOG_FORMAT"].contains(name)
        }
    }

    /// As the AWS SDKs find them.
    private static func credentials(
        _ environment: [String: String], areOptional: Bool
    ) async throws -> AWSCredentials? {
        let network = try Network(environment: environment)
        do {
            return try await network.context.credentials.credentials()
        } catch {
            if areOptional, error.code == .notConfigured { return nil }
            throw ValidationError("\(error)")
        }
    }
}
