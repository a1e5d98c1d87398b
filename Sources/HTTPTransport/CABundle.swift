internal import Glibc

/// Where the certificates of the authorities lie that HTTPS peers are checked against.
enum CABundle {
    /// In order: Amazon Linux 2 and 2023, Red Hat, Debian. A libcurl that is linked in statically knows only the path of
    /// the machine it was built on.
    static let knownPaths = [
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt",
    ]

    /// The first of `paths` that can be read; `nil` leaves libcurl to its own default.
    static func first(of paths: [String] = knownPaths) -> String? {
        paths.first { access($0, R_OK) == 0 }
    }
}
