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
    private static let question = #"{"operation":"get_session","user_id":"alice","session_id":"s-1"}"#

    @Test(
        "it answers every recorded event of the chat sessions under the emulator, with AWS found by name and spoken to over TLS"
    )
    func replay() async throws {
        let stage = try await SealedStage()
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
        #expect(stage.names.questions == [SealedStage.host])
    }

    @Test("it refuses a service whose certificate nobody in the bundle vouches for")
    func wrongCertificate() async throws {
        let stage = try await SealedStage(trusted: CertificateAuthority(host: SealedStage.host))
        let emulator = try await stage.emulator()
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        try await emulator.waitForLog("transport.tls: SSL certificate problem")
    }

    @Test("it refuses a service whose certificate is for another name")
    func wrongName() async throws {
        let stage = try await SealedStage()
        let emulator = try await stage.emulator(host: "other.colloquy.test")
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        try await emulator.waitForLog("transport.tls: SSL: no alternative certificate subject name matches")
        #expect(stage.names.questions == ["other.colloquy.test"])
    }

    @Test("a name that does not exist is a failed call, not a failed function")
    func unknownName() async throws {
        let stage = try await SealedStage()
        let emulator = try await stage.emulator(host: "aws.elsewhere.test")
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer)")
        try await emulator.waitForLog("transport.nameResolution")
    }

    @Test("a name server that never answers does not keep it from answering before its deadline")
    func silentNameServer() async throws {
        let stage = try await SealedStage()
        let emulator = try await stage.emulator(
            host: "silent.colloquy.test", ["AWS_LAMBDA_FUNCTION_TIMEOUT": "4"])
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains(#""statusCode":503"#), "\(answer) \(emulator.log)")
        #expect(!emulator.log.contains("Task timed out"))
    }
}
