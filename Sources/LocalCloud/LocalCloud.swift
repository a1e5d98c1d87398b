public import AWSCore
public import Logging
import WireFormats

/// Stand-ins for the AWS services around a function, and the function itself, on this machine's loopback interface: its
/// Runtime API, Lambda Invoke, an HTTP API and S3. The function talks real HTTP to all of them, and every signature is
/// checked.
public final class LocalCloud: Sendable {
    public struct Options: Sendable {
        public var function: FunctionConfiguration
        /// Of the HTTP API; 0 lets the kernel choose.
        public var port: Int
        /// Puts an authorizer's claims on every HTTP request.
        public var claims: HTTPAPIClaims?
        /// What the function signs with, and the stand-ins check against; made up when `nil`.
        public var credentials: AWSCredentials?
        public var buckets: Set<String>
        /// Waits before the retries of `InvocationType=Event`. Lambda: one and two minutes.
        public var eventRetryDelays: [Duration]
        /// Of the HTTP API. API Gateway: 30 s.
        public var integrationTimeout: Duration

        public init(
            function: FunctionConfiguration, port: Int = 0, claims: HTTPAPIClaims? = nil,
            credentials: AWSCredentials? = nil, buckets: Set<String> = [],
            eventRetryDelays: [Duration] = [.seconds(1), .seconds(2)], integrationTimeout: Duration = .seconds(30)
        ) {
            self.function = function
            self.port = port
            self.claims = claims
            self.credentials = credentials
            self.buckets = buckets
            self.eventRetryDelays = eventRetryDelays
            self.integrationTimeout = integrationTimeout
        }
    }

    public let function: LocalFunction
    public let credentials: AWSCredentials
    /// Base URLs, without a slash at the end.
    public let httpAPI: String
    public let lambda: String
    public let s3: String
    private let servers: [LoopbackServer]
    private let events: AsynchronousInvocations

    /// Starts the stand-ins, then the function.
    ///
    /// - Parameter output: gets every line that the function prints.
    /// - Throws: ``LocalCloudError`` when a port cannot be had.
    public static func start(
        _ options: Options, log: Logger, output: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(LocalCloudError) -> LocalCloud {
        let function = LocalFunction(options.function, log: log, output: output)
        let credentials = options.credentials ?? .madeUp()
        let now = SystemClock.now
        let region = options.function.region
        let events = AsynchronousInvocations(function: function, retryDelays: options.eventRetryDelays, log: log)
        let lambdaService = LambdaService(
            function: function,
            signatures: SignatureCheck(service: "lambda", region: region, credentials: credentials, now: now),
            events: events)
        let s3Service = S3Service(
            objects: ObjectStore(buckets: options.buckets),
            signatures: SignatureCheck(service: "s3", region: region, credentials: credentials, now: now), now: now)
        let front = HTTPAPIFront(
            function: function, claims: options.claims, log: log, integrationTimeout: options.integrationTimeout)

        var servers: [LoopbackServer] = []
        do {
            servers.append(
                try await LoopbackServer.start(
                    port: options.port, maximumBodySize: HTTPAPIFront.maximumBodySize, respond: front.respond))
            servers.append(
                try await LoopbackServer.start(
                    maximumBodySize: LambdaService.maximumSynchronousPayload, respond: lambdaService.respond))
            servers.append(
                try await LoopbackServer.start(maximumBodySize: S3Service.maximumBodySize, respond: s3Service.respond))
        } catch {
            for server in servers { await server.stop() }
            throw error
        }
        let cloud = LocalCloud(function: function, credentials: credentials, servers: servers, events: events)
        await function.start(environment: cloud.environment)
        return cloud
    }

    private init(
        function: LocalFunction, credentials: AWSCredentials, servers: [LoopbackServer],
        events: AsynchronousInvocations
    ) {
        self.function = function
        self.credentials = credentials
        self.servers = servers
        self.events = events
        httpAPI = servers[0].url
        lambda = servers[1].url
        s3 = servers[2].url
    }

    /// What leads the function, or any AWS SDK, to the stand-ins.
    public var environment: [String: String] {
        var variables = [
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_ENDPOINT_URL_LAMBDA": lambda, "AWS_ENDPOINT_URL_S3": s3,
            "AWS_DEFAULT_REGION": function.configuration.region,
        ]
        variables["AWS_SESSION_TOKEN"] = credentials.sessionToken
        return variables
    }

    /// Ends the function and the stand-ins. What is in hand fails.
    public func stop() async {
        events.stop()
        await function.stop()
        for server in servers { await server.stop() }
    }
}

extension AWSCredentials {
    /// Credentials that nobody else has, in the form of temporary ones.
    static func madeUp() -> AWSCredentials {
        AWSCredentials(
            accessKeyID: "ASIALOCAL" + Identifier.random(bytes: 5).uppercased(),
            secretAccessKey: Identifier.random(bytes: 20), sessionToken: Identifier.random(bytes: 32))
    }
}
