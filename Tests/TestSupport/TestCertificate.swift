/// A certificate for `localhost` that signs itself, and its key, made by openssl.
public final class TestCertificate: Sendable {
    public let certificate: String
    public let key: String
    private let directory: TemporaryDirectory

    public init() async throws {
        directory = try TemporaryDirectory()
        certificate = directory.path + "/certificate.pem"
        key = directory.path + "/key.pem"
        try await ChildProcess.run(
            "/usr/bin/env",
            [
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
            ])
    }
}
