import Foundation
import TestSupport
import Testing

/// Schemathesis (https://schemathesis.readthedocs.io) makes requests of the description, right ones and wrong ones, and holds
/// the answers against it: first those that follow from each limit and type, then random ones.
///
/// `COLLOQUY_CONFORMANCE_EXAMPLES` asks for more random requests to each route than the few here, and
/// `COLLOQUY_CONFORMANCE_SEED` for others.
@Suite("The HTTP API and its description", .serialized)
struct ConformanceTests {
    private static let checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
        "response_headers_conformance", "unsupported_method", "allow_header_conformance", "missing_required_header",
        "use_after_free",
    ]
    private static let required = ["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef0123456789abcdef"]

    private func run(_ phase: String, at address: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        let directory = try TemporaryDirectory()
        let configuration = directory.path + "/schemathesis.toml"
        // Without it, failures are kept in the folder where the tests run.
        try Data("cache.enabled = false\n".utf8).write(to: URL(filePath: configuration))
        // One worker: Python 3.11 counts how deep a parse is for all threads at once, so that two of them can end the run with
        // "AST constructor recursion depth mismatch" (https://github.com/python/cpython/issues/106905).
        let process = try Python.start(
            [
                "-m", "schemathesis.cli", "--config-file", configuration,
                "run",
                PackageRoot.path + "/openapi.json", "--url", address, "--checks", Self.checks.joined(separator: ","),
                "--phases", phase, "--workers", "1", "--generation-database", "none", "--max-examples",
                environment["COLLOQUY_CONFORMANCE_EXAMPLES"] ?? "3", "--seed",
                environment["COLLOQUY_CONFORMANCE_SEED"] ?? "1", "--request-timeout", "60", "--continue-on-failure",
                "--suppress-health-check", "all", "--warnings", "off", "--no-color",
            ], environment: ["HYPOTHESIS_STORAGE_DIRECTORY": directory.path])
        let status = try await process.waitForExit(timeout: .seconds(3600))
        #expect(status == 0, "\(process.text)")
        // A run that tests nothing succeeds as well.
        #expect(process.text.contains(#/Tested: [1-9]/#), "\(process.text)")
    }

    @Test("what follows from a limit or a type is answered as the description says")
    func limits() async throws {
        let server = try await ServedFunction(
            ["--as", "ada", "--groups", "AdminUsers,Staff"], environment: Self.required)
        try await run("coverage", at: server.address)
    }

    @Test("whatever an administrator who is also of the staff asks is answered as the description says")
    func signedIn() async throws {
        let server = try await ServedFunction(
            ["--as", "ada", "--groups", "AdminUsers,Staff"], environment: Self.required)
        try await run("fuzzing", at: server.address)
    }

    @Test("whatever somebody asks who has not signed in is answered as the description says")
    func anonymous() async throws {
        let server = try await ServedFunction([], environment: Self.required)
        try await run("fuzzing", at: server.address)
    }
}
