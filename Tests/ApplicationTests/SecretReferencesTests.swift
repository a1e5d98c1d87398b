import Application
import HTTPTransport
import TestSupport
import Testing

@Suite("Settings that are kept elsewhere")
struct SecretReferencesTests {
    private struct Silence: HTTPSending {
        func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
            throw HTTPError(code: .connect, requestWasSent: false, message: "nobody is to be called")
        }
    }

    private static func resolved(_ environment: [String: String]) async throws -> [String: String] {
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        return try await SecretReferences.resolved(environment, transport: HTTPClient(loop: loop)) {
            try await Task.sleep(for: $0)
        }
    }

    @Test("are fetched from Secrets Manager and from Systems Manager")
    func fetched() async throws {
        let moto = try await MotoServer.start()
        let environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 }
        _ = try await Python.run(
            """
            import boto3
            boto3.client("secretsmanager").create_secret(Name="colloquy/cursors", SecretString="a key of many bytes")
            boto3.client("ssm").put_parameter(Name="/colloquy/origins", Value="https://a.example", Type="String")
            """, environment: environment)
        let settings = environment.merging([
            "CURSOR_KEY": "secretsmanager:colloquy/cursors", "ALLOWED_ORIGINS": "ssm:/colloquy/origins",
            "ADMIN_GROUP": "Admins",
        ]) { $1 }
        let resolved = try await Self.resolved(settings)
        #expect(resolved["CURSOR_KEY"] == "a key of many bytes")
        #expect(resolved["ALLOWED_ORIGINS"] == "https://a.example")
        #expect(resolved["ADMIN_GROUP"] == "Admins")
        let spaced = try await Self.resolved(
            environment.merging(["CURSOR_KEY": " secretsmanager:colloquy/cursors\n"]) { $1 })
        #expect(spaced["CURSOR_KEY"] == "a key of many bytes")
        let missing = await #expect(throws: ConfigurationError.self) {
            try await Self.resolved(environment.merging(["CURSOR_KEY": "ssm:/nothing"]) { $1 })
        }
        #expect(missing?.variable == "CURSOR_KEY")
    }

    @Test("without any, nobody is called, and values that only look alike stay")
    func none() async throws {
        let settings = ["A": "ssm:", "B": "secretsmanager:", "C": "SSM:x", "D": ""]
        let resolved = try await SecretReferences.resolved(settings, transport: Silence()) { _ in }
        #expect(resolved == settings)
    }

    @Test("without a region the variable is named")
    func noRegion() async throws {
        let error = await #expect(throws: ConfigurationError.self) {
            try await SecretReferences.resolved(["CURSOR_KEY": "ssm:/x"], transport: Silence()) { _ in }
        }
        #expect(error?.variable == "CURSOR_KEY")
    }
}
