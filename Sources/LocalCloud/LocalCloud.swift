public import AWSCore
import HTTPTransport
public import Logging
import Synchronization
public import WireFormats

/// Stand-ins for the services around a function, and the function itself, on this machine's loopback interface: its
/// Runtime API, Lambda Invoke, an HTTP API, S3, Bedrock's agents and its models, and Twilio. The function talks real HTTP to
/// all of them, and every signature is checked.
public final class LocalCloud: Sendable {
    public struct Options: Sendable {
        public var function: FunctionConfiguration
        /// The version or alias that the HTTP API and the schedules invoke; `nil` for the function's plain name.
        public var qualifier: String?
        /// Of the HTTP API; 0 lets the kernel choose.
        public var port: Int
        /// Puts an authorizer's claims on every HTTP request.
        public var claims: HTTPAPIClaims?
        /// What the function signs with, and the stand-ins check against; made up when `nil`.
        public var credentials: AWSCredentials?
        public var buckets: Set<String>
        /// Waits before the retries of `InvocationType=Event`. Lambda: one and two minutes.
        public var eventRetryDelays: [Duration]
        /// How long after its arrival an event may still be delivered. Lambda: 6 h.
        public var maximumEventAge: Duration
        /// Gets the record, as Lambda sends it to a destination on failure, of each event that is given up.
        public var onEventFailure: @Sendable (JSON) -> Void
        /// Events that come again and again; each waits for its predecessor to end.
        public var schedules: [Schedule]
        /// Of the HTTP API. API Gateway: 30 s.
        public var integrationTimeout: Duration
        /// Where S3's objects outlive the stand-ins; in memory when `nil`.
        public var objectsDirectory: String?
        /// Scenarios of Bedrock's agents; without it, no agent exists.
        public var agents: AgentOptions?
        /// Between two parts of a model's answer, each a few words.
        public var modelPause: Duration
        /// The account at Twilio; without it, there is none.
        public var twilio: TwilioOptions?

        public init(
            function: FunctionConfiguration, qualifier: String? = nil, port: Int = 0, claims: HTTPAPIClaims? = nil,
            credentials: AWSCredentials? = nil, buckets: Set<String> = [],
            eventRetryDelays: [Duration] = [.seconds(1), .seconds(2)], maximumEventAge: Duration = .seconds(6 * 3600),
            onEventFailure: @escaping @Sendable (JSON) -> Void = { _ in }, schedules: [Schedule] = [],
            integrationTimeout: Duration = .seconds(30),
            objectsDirectory: String? = nil, agents: AgentOptions? = nil, modelPause: Duration = .milliseconds(10),
            twilio: TwilioOptions? = nil
        ) {
            self.function = function
            self.qualifier = qualifier
            self.port = port
            self.claims = claims
            self.credentials = credentials
            self.buckets = buckets
            self.eventRetryDelays = eventRetryDelays
            self.maximumEventAge = maximumEventAge
            self.onEventFailure = onEventFailure
            self.schedules = schedules
            self.integrationTimeout = integrationTimeout
            self.objectsDirectory = objectsDirectory
            self.agents = agents
            self.modelPause = modelPause
            self.twilio = twilio
        }
    }

    public let function: LocalFunction
    public let credentials: AWSCredentials
    /// Base URLs, without a slash at the end.
    public let httpAPI: String
    public let lambda: String
    public let s3: String
    public let bedrockAgentRuntime: String
    public let bedrockRuntime: String
    /// `nil` without an account.
    public let twilio: String?
    private let outbox: TwilioOutbox?
    private let deliveries: TwilioDeliveries?
    private let servers: [LoopbackServer]
    private let events: AsynchronousInvocations
    private let schedules: Mutex<ScheduledInvocations?>

    /// Starts the stand-ins, then the function.
    ///
    /// - Parameter output: gets every line that the function prints.
    /// - Throws: ``LocalCloudError`` when a port or the folder of the objects cannot be had.
    public static func start(
        _ options: Options, log: Logger, output: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(LocalCloudError) -> LocalCloud {
        let function = LocalFunction(options.function, log: log, output: output)
        let credentials = options.credentials ?? .madeUp()
        let now = SystemClock.now
        let region = options.function.region
        let events = AsynchronousInvocations(
            function: function, retryDelays: options.eventRetryDelays, maximumAge: options.maximumEventAge, now: now,
            log: log, onFailure: options.onEventFailure)
        let lambdaService = LambdaService(
            function: function,
            signatures: SignatureCheck(service: "lambda", region: region, credentials: credentials, now: now),
            events: events)
        let objects = try options.objects()
        let s3Service = S3Service(
            objects: objects,
            signatures: SignatureCheck(service: "s3", region: region, credentials: credentials, now: now), now: now)
        let front = HTTPAPIFront(
            function: function, claims: options.claims, qualifier: options.qualifier, log: log,
            integrationTimeout: options.integrationTimeout)

        let outbox = options.twilio.map { _ in TwilioOutbox() }
        var deliveries: TwilioDeliveries?
        var servers: [LoopbackServer] = []
        do {
            servers.append(
                try await LoopbackServer.start(
                    port: options.port, maximumBodySize: HTTPAPIFront.maximumBodySize,
                    requestTime: HTTPAPIFront.requestTime, respond: front.respond))
            servers.append(
                try await LoopbackServer.start(
                    maximumBodySize: LambdaService.maximumSynchronousPayload, respond: lambdaService.respond))
            let s3 = try await LoopbackServer.start(
                maximumBodySize: S3Service.maximumBodySize, respond: s3Service.respond)
            servers.append(s3)
            let agents = BedrockAgentService(
                scenarios: AgentScenarioFolder(path: options.agents?.scenarios),
                signatures: SignatureCheck(service: "bedrock", region: region, credentials: credentials, now: now),
                tools: AgentTools(
                    table: options.agents?.table, artifactsBucket: options.agents?.artifactsBucket, objects: objects,
                    endpoint: s3.url, region: region, credentials: credentials, now: now),
                accountID: options.function.accountID, log: log)
            servers.append(
                try await LoopbackServer.start(
                    maximumBodySize: BedrockAgentService.maximumBodySize, answer: agents.answer))
            let models = BedrockModelService(
                signatures: SignatureCheck(service: "bedrock", region: region, credentials: credentials, now: now),
                pause: options.modelPause)
            servers.append(
                try await LoopbackServer.start(
                    maximumBodySize: BedrockModelService.maximumBodySize, answer: models.answer))
            if let options = options.twilio, let outbox {
                let begun = TwilioDeliveries(options: options, outbox: outbox, http: try Self.http(), log: log)
                deliveries = begun
                let twilio = TwilioService(options: options, outbox: outbox, deliveries: begun, now: now)
                servers.append(
                    try await LoopbackServer.start(
                        maximumBodySize: TwilioService.maximumBodySize, answer: twilio.answer))
            }
        } catch {
            await deliveries?.stop()
            for server in servers { await server.stop() }
            throw error
        }
        let cloud = LocalCloud(
            function: function, credentials: credentials, servers: servers, events: events, outbox: outbox,
            deliveries: deliveries)
        let twilio = options.twilio.map(cloud.twilioEnvironment) ?? [:]
        await function.start(environment: cloud.environment.merging(twilio) { $1 })
        let schedules = ScheduledInvocations(
            options.schedules, function: function, qualifier: options.qualifier, log: log)
        cloud.schedules.withLock { $0 = schedules }
        return cloud
    }

    private init(
        function: LocalFunction, credentials: AWSCredentials, servers: [LoopbackServer],
        events: AsynchronousInvocations, outbox: TwilioOutbox?, deliveries: TwilioDeliveries?
    ) {
        self.function = function
        self.credentials = credentials
        self.servers = servers
        self.events = events
        self.outbox = outbox
        self.deliveries = deliveries
        schedules = Mutex(nil)
        httpAPI = servers[0].url
        lambda = servers[1].url
        s3 = servers[2].url
        bedrockAgentRuntime = servers[3].url
        bedrockRuntime = servers[4].url
        twilio = servers.count > 5 ? servers[5].url : nil
    }

    /// What leads the function, or any AWS SDK, to the stand-ins.
    public var environment: [String: String] {
        var variables = [
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_ENDPOINT_URL_LAMBDA": lambda, "AWS_ENDPOINT_URL_S3": s3,
            "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": bedrockAgentRuntime,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrockRuntime,
            "AWS_DEFAULT_REGION": function.configuration.region,
        ]
        variables["AWS_SESSION_TOKEN"] = credentials.sessionToken
        return variables
    }

    /// What the function has sent by Twilio, in that order.
    public var sentMessages: [TwilioMessage] { outbox?.all ?? [] }

    /// What leads the function to Twilio's stand-in, and says under which URL that calls it. A variable that the function has
    /// already stays: fixtures are signed for a URL of their own.
    private func twilioEnvironment(_ options: TwilioOptions) -> [String: String] {
        var variables = [
            "TWILIO_ACCOUNT_SID": options.accountSID, "TWILIO_AUTH_TOKEN": options.authToken,
            "TWILIO_FROM": options.from, "PUBLIC_BASE_URL": httpAPI,
        ]
        variables["TWILIO_BASE_URL"] = twilio
        return variables.filter { name, _ in (function.configuration.environment[name] ?? "").isEmpty }
    }

    /// For status callbacks.
    private static func http() throws(LocalCloudError) -> HTTPClient {
        do {
            let loop = try CurlEventLoop()
            loop.start()
            return HTTPClient(loop: loop)
        } catch {
            throw LocalCloudError(.notFound, "libcurl does not start: \(error)")
        }
    }

    /// Ends the function and the stand-ins. What is in hand fails.
    public func stop() async {
        schedules.withLock { $0?.stop() }
        events.stop()
        await deliveries?.stop()
        await function.stop()
        for server in servers { await server.stop() }
    }
}

extension LocalCloud.Options {
    fileprivate func objects() throws(LocalCloudError) -> any ObjectStore {
        guard let objectsDirectory else { return MemoryObjectStore(buckets: buckets) }
        do {
            return try DiskObjectStore(path: objectsDirectory, buckets: buckets)
        } catch {
            throw LocalCloudError(.notFound, error.description)
        }
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
