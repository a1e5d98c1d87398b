/// A source of credentials. ``CredentialChain`` asks several, ``CachedCredentials`` keeps what one gave.
public protocol CredentialProvider: Sendable {
    /// - Throws: ``CredentialError``; `notConfigured` lets a chain go on to the next source.
    func credentials() async throws(CredentialError) -> AWSCredentials
}
