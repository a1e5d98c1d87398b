import AWSServices
import Application
import TestSupport
import WireFormats

@testable import colloquy

/// The packaged function, the services it calls, and the name server by which it finds them.
struct SealedStage {
    /// Of the services.
    static let host = "aws.colloquy.test"

    let names: NameServer
    let moto: SecureMoto
    let tables: [String: String]
    let root: SealedRoot

    var endpoint: String { "https://\(Self.host):\(moto.port)" }

    /// - Parameter trusted: the authority in the function's bundle; by default the one that vouches for the services.
    init(trusted: CertificateAuthority? = nil) async throws {
        let authority = try await CertificateAuthority(host: Self.host)
        names = try await NameServer.start()
        moto = try await SecureMoto.start(certificate: authority.certificate, key: authority.key)
        root = try SealedRoot(
            nameServer: names.address, certificates: (trusted ?? authority).bundle)
        tables = [
            "SESSION_TABLE": "sessions", "MESSAGES_TABLE": "messages", "REVIEW_TABLE": "reviews",
            "SESSION_S3_DOWNLOAD": "downloads",
        ]
    }

    func emulator(
        host: String = Self.host, _ environment: [String: String] = [:]
    ) async throws -> RuntimeInterfaceEmulator {
        var variables = tables.merging(MotoServer.environment) { $1 }
        variables["AUTH_MODE"] = "open"
        variables["AWS_ENDPOINT_URL"] = "https://\(host):\(moto.port)"
        for name in ["no_proxy", "NO_PROXY"] { variables[name] = "*" }
        return try await RuntimeInterfaceEmulator.start(
            root.function, environment: variables.merging(environment) { $1 })
    }

    func createTables() async throws {
        let schema = ApplicationSchema(
            try Configuration(environment: tables.merging(["AUTH_MODE": "open"]) { $1 }))
        let network = try Network(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.plainEndpoint]) { $1 })
        let creation = TableCreation(client: try DynamoDBClient(network.context))
        for table in schema.tables { _ = try await creation.create(table) }
        try await moto.createBucket("downloads")
    }
}
