import TestSupport

/// An authority of the test's own, with a certificate for one host.
struct CertificateAuthority {
    /// PEM files.
    let bundle: String
    let certificate: String
    let key: String
    private let directory: TemporaryDirectory

    init(host: String) async throws {
        directory = try TemporaryDirectory()
        let path = directory.path
        (bundle, certificate, key) = (path + "/authority.pem", path + "/host.pem", path + "/host.key")
        let authorityKey = path + "/authority.key"
        let new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        try await ChildProcess.run(
            "/usr/bin/env",
            new + ["-x509", "-subj", "/CN=Colloquy's tests", "-keyout", authorityKey, "-out", bundle])
        try await ChildProcess.run(
            "/usr/bin/env",
            new + [
                "-x509", "-CA", bundle, "-CAkey", authorityKey, "-subj", "/CN=\(host)", "-addext",
                "subjectAltName=DNS:\(host)", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out",
                certificate,
            ])
    }
}
