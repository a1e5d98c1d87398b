public import HTTPTransport
public import WireFormats

/// What all clients of AWS services in a process share. Made once at start.
public struct AWSContext: Sendable {
    public var configuration: AWSConfiguration
    public var credentials: any CredentialProvider
    public var transport: any HTTPSending
    public var clock: @Sendable () -> Timestamp
    /// Waits between attempts; throws when the task is cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// Jitter, from 0 to 1.
    public var random: @Sendable () -> Double

    public init(
        configuration: AWSConfiguration, credentials: any CredentialProvider, transport: any HTTPSending,
        clock: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.configuration = configuration
        self.credentials = credentials
        self.transport = transport
        self.clock = clock
        self.sleep = sleep
        self.random = random
    }

    /// Region, endpoints and credentials as the AWS SDKs find them, all from this environment.
    ///
    /// - Throws: ``AWSError`` with code `configuration`; see ``AWSConfiguration/init(environment:)``.
    public init(
        environment: [String: String], transport: any HTTPSending, clock: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) throws(AWSError) {
        self.init(
            configuration: try AWSConfiguration(environment: environment),
            credentials: CredentialChain.standard(
                environment: environment, transport: transport, clock: clock, sleep: sleep),
            transport: transport, clock: clock, sleep: sleep, random: random)
    }
}
