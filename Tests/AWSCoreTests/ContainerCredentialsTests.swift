import AWSCore
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WireFormats

/// Against a real HTTP server on loopback.
@Suite(.timeLimit(.minutes(10)))
struct ContainerCredentialsTests {
    private let transport: HTTPClient

    init() throws {
        let loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    private func outcome(
        _ environment: [String: String], sleep: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) async -> Outcome<AWSCredentials, CredentialError.Code> {
        await EnvironmentCredentialsTests.outcome(
            ContainerCredentials(environment: environment, transport: transport, sleep: sleep))
    }

    private static let answer = """
        {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-11-21T10:00:00Z"}
        """
    private static let credentials = AWSCredentials(
        accessKeyID: "ASIA", secretAccessKey: "s", sessionToken: "t", expiration: Timestamp("2026-11-21T10:00:00Z"))

    @Test("credentials come with their expiry; the token goes into Authorization")
    func token() async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(text: Self.answer) }
        let outcome = await outcome([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url + "/v1/creds?x=1",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Bearer abc",
        ])
        #expect(outcome == .success(Self.credentials))
        #expect(server.requests.map(\.target) == ["/v1/creds?x=1"])
        #expect(server.requests.first?.header("Authorization") == "Bearer abc")
    }

    @Test("a token file wins, and is read at each call")
    func tokenFile() async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(text: Self.answer) }
        let folder = try TemporaryDirectory()
        let file = URL(filePath: folder.path + "/token")
        let provider = ContainerCredentials(
            environment: [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "old",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file.path(),
            ], transport: transport, sleep: { _ in })
        for token in ["one", "two\n"] {
            try Data(token.utf8).write(to: file)
            _ = try await provider.credentials()
        }
        #expect(server.requests.map { $0.header("Authorization") } == ["one", "two"])
    }

    @Test("a server that recovers is waited for, a second at a time")
    func recovery() async throws {
        let count = Mutex(0)
        let server = try ScriptedServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 3 ? ScriptedResponse(status: 503, text: "") : ScriptedResponse(text: Self.answer)
        }
        let delays = Mutex<[Duration]>([])
        let outcome = await outcome(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]) { delay in
            delays.withLock { $0.append(delay) }
        }
        #expect(outcome == .success(Self.credentials))
        #expect(delays.withLock(\.self) == [.seconds(1), .seconds(1)])
    }

    @Test("a refusal is final")
    func refusal() async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(status: 403, text: "{}") }
        #expect(await outcome(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]) == .failure(.unavailable))
        #expect(server.requests.count == 1)
    }

    @Test("nobody there is tried three times")
    func nobody() async throws {
        let port = try RefusingPort()
        let delays = Mutex(0)
        let outcome = await outcome(["AWS_CONTAINER_CREDENTIALS_FULL_URI": port.url]) { _ in
            delays.withLock { $0 += 1 }
        }
        #expect(outcome == .failure(.unavailable))
        #expect(delays.withLock(\.self) == 2)
    }

    @Test(
        "an answer without credentials is invalid",
        arguments: [
            "", "{}", #"{"AccessKeyId": "a"}"#,
            #"{"AccessKeyId": "a", "SecretAccessKey": "b", "Expiration": "tomorrow"}"#,
        ])
    func invalidAnswer(_ answer: String) async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(text: answer) }
        #expect(await outcome(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]) == .failure(.invalid))
    }

    @Test(
        "plain HTTP goes to this machine and to container addresses only",
        arguments: [
            "http://example.com/", "http://169.254.169.254/", "http://127.0.0.1.example.com/", "http://1270.0.0.1/",
            "ftp://127.0.0.1/", "http://localhost.example.com/", "nonsense",
        ])
    func foreignHost(_ url: String) async {
        #expect(await outcome(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]) == .failure(.invalid))
    }

    @Test("a token with a line break is refused before it is sent")
    func smuggling() async {
        let outcome = await outcome([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nx-evil: 1",
        ])
        #expect(outcome == .failure(.invalid))
    }

    @Test("a missing token file is invalid")
    func missingTokenFile() async {
        let outcome = await outcome([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nonexistent/token",
        ])
        #expect(outcome == .failure(.invalid))
    }

    @Test("without a URI there is nothing configured")
    func notConfigured() async {
        #expect(await outcome([:]) == .failure(.notConfigured))
    }
}
