import AWSServices
import Application
import Foundation
import TestSupport
import Testing
import WireFormats

@testable import colloquy

@Suite(
    "In a root directory with /proc, /etc/resolv.conf and a CA bundle",
    .enabled(if: PackagedFunction.isMade, Comment(rawValue: PackagedFunction.hint)),
    .enabled(if: RuntimeInterfaceEmulator.isAvailable, "the emulator is not there: run scripts/setup"),
    .enabled(if: SealedRoot.isPossible, "this machine gives no mount namespace: run as root, or allow user namespaces"),
    .enabled(if: NameServer.isPossible, "this user may not have port 53"))
struct SealedRootTests {
    private static let host = "aws.colloquy.test"
    private static let question = #"{"operation":"get_session","user_id":"alice","session_id":"s-1"}"#

    /// The packaged function, the services it calls, and the name server by which it finds them.
    private struct Stage {
        let names: NameServer
        let moto: SecureMoto
        let tables: [String: String]
        let root: SealedRoot

        /// - Parameter trusted: the authority in the function's bundle; by default the one that vouches for the services.
        init(trusted: CertificateAuthority? = nil) async throws {
            let authority = try await CertificateAuthority(host: SealedRootTests.host)
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
            host: String = SealedRootTests.host, _ environment: [String: String] = [:]
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

    @Test("it answers every recorded event of the chat sessions, with AWS found by name and spoken to over TLS")
    func replay() async throws {
        let stage = try await Stage()
        try await stage.createTables()
        let folder = try FixtureFolder(path: PackageRoot.path + "/events/000-chat-sessions")
        let emulator = try await stage.emulator(folder.environment)
        var captures = Captures(now: Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)))
        for fixture in folder.fixtures {
            let event = try captures.filled(FixtureFolder.json(fixture.eventPath))
            let recorded = try captures.filled(FixtureFolder.json(fixture.answerPath))
            let body = try JSON(parsing: try await emulator.invoke(event.text).body)
            // The emulator gives a failed invocation's error as it is.
            let answer = recorded["<error>"] == nil ? body : ["<error>": body]
            let comparison = AnswerComparison(recorded: recorded, actual: answer, captures: captures)
            captures = comparison.captures
            #expect(comparison.expected.text == comparison.actual.text, "\(fixture.name)")
        }
        #expect(folder.fixtures.count > 50)
        #expect(stage.names.questions == [Self.host])
    }

    @Test("it refuses a service whose certificate nobody in the bundle vouches for")
    func wrongCertificate() async throws {
        let stage = try await Stage(trusted: CertificateAuthority(host: Self.host))
        let emulator = try await stage.emulator()
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        #expect(emulator.log.contains("transport.tls: SSL certificate problem"), "\(emulator.log)")
    }

    @Test("it refuses a service whose certificate is for another name")
    func wrongName() async throws {
        let stage = try await Stage()
        let emulator = try await stage.emulator(host: "other.colloquy.test")
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        #expect(
            emulator.log.contains("transport.tls: SSL: no alternative certificate subject name matches"),
            "\(emulator.log)")
        #expect(stage.names.questions == ["other.colloquy.test"])
    }

    @Test("a name that does not exist is a failed call, not a failed function")
    func unknownName() async throws {
        let stage = try await Stage()
        let emulator = try await stage.emulator(host: "aws.elsewhere.test")
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        #expect(emulator.log.contains("transport.nameResolution"), "\(emulator.log)")
    }

    @Test("a name server that never answers does not keep it from answering before its deadline")
    func silentNameServer() async throws {
        let stage = try await Stage()
        let emulator = try await stage.emulator(
            host: "silent.colloquy.test", ["AWS_LAMBDA_FUNCTION_TIMEOUT": "4"])
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer) \(emulator.log)")
        #expect(!emulator.log.contains("Task timed out"))
    }
}
