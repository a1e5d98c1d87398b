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

    /// Environment, a profile's role, a web identity, a profile's keys, container endpoint, kept until shortly before they expire:
    /// the order of botocore 1.43 (`create_credential_resolver`).
    public static func standard(
        environment: [String: String], transport: any HTTPSending, clock: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) -> any CredentialProvider {
        let variables = EnvironmentCredentials(environment: environment)
        let container = ContainerCredentials(environment: environment, transport: transport, sleep: sleep)
        let service = SecurityTokenService(environment: environment, transport: transport, clock: clock, sleep: sleep)
        return CachedCredentials(
            CredentialChain([
                variables,
                RoleCredentials(
                    environment: environment, service: service,
                    sources: [
                        "Environment": variables, "EcsContainer": container,
                        "Ec2InstanceMetadata": InstanceMetadataCredentials(
                            environment: environment, transport: transport),
                    ]),
                WebIdentityCredentials(environment: environment, service: service),
                ProfileCredentials(environment: environment),
                container,
            ]), clock: clock)
    }
}
