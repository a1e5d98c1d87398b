extension Configuration {
    /// How people sign in on the web page: with an OpenID provider (authorization code with PKCE).
    public struct SignIn: Sendable, Hashable {
        /// Below it lies `.well-known/openid-configuration`. As the provider writes it, with a slash at the end or without:
        /// its document and its tokens have it in the same way (OpenID Connect Discovery 1.0, section 4.3).
        public var issuer: String
        /// Of a public client.
        public var clientID: String
        /// Whom the page must be able to call: the issuer's origin, and those of its endpoints, which lie elsewhere for
        /// some, such as Cognito.
        public var origins: [String]
    }
}

extension EnvironmentReader {
    /// - Returns: `nil` when no issuer is set.
    func signIn() throws(ConfigurationError) -> Configuration.SignIn? {
        let others = try origins(.oidcOrigins)
        guard let issuer = text(.oidcIssuer) else {
            for other in [Setting.oidcClientID, .oidcOrigins] where text(other) != nil {
                throw ConfigurationError(.oidcIssuer, "must be set too, because \(other.rawValue) is")
            }
            return nil
        }
        let clientID = try required(.oidcClientID, because: "OIDC_ISSUER is")
        let origin = issuer.split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        guard Self.isSource(origin),
            !issuer.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") })
        else {
            throw ConfigurationError(.oidcIssuer, "must be an https URL without a query, not \"\(issuer)\"")
        }
        if let wrong = others.first(where: { !Self.isSource($0) }) {
            throw ConfigurationError(
                .oidcOrigins, "\"\(wrong)\" is no origin; write scheme and host, such as https://login.example.com")
        }
        return Configuration.SignIn(
            issuer: issuer, clientID: clientID, origins: [origin] + others.filter { $0 != origin })
    }

    /// Scheme, host and port, and nothing that would end a source of a content security policy.
    private static func isSource(_ origin: String) -> Bool {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, ["https:", "http:"].contains(parts[0]), parts[1].isEmpty, !parts[2].isEmpty else {
            return false
        }
        return parts[2].utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
    }
}
