public import HTTPTransport
public import WireFormats

/// Asks one source after the other until one is configured.
public struct CredentialChain: CredentialProvider {
    private let providers: [any CredentialProvider]

    public init(_ providers: [any CredentialProvider]) { self.providers = providers }

    /// - Throws: ``CredentialError``: of the first source that is configured but fails, or `notConfigured`.
    public func credentials() async throws(CredentialError) -> AWSCredentials {
        var reasons: [String] = []
        for provider in providers {
            do {
                return try await provider.credentials()
            } catch {
                guard error.code == .notConfigured else { throw error }
                reasons.append(error.description)
            }
        }
        throw CredentialError(.notConfigured, "no AWS credentials: " + reasons.joined(separator: "; "))
    }

    /// Environment, shared profile, container endpoint: the order of the AWS SDKs, kept until shortly before they expire.
    public static func standard(
        environment: [String: String], transport: any HTTPSending, clock: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) -> any CredentialProvider {
        CachedCredentials(
            CredentialChain([
                EnvironmentCredentials(environment: environment),
                ProfileCredentials(environment: environment),
                ContainerCredentials(environment: environment, transport: transport, sleep: sleep),
            ]), clock: clock)
    }
}
