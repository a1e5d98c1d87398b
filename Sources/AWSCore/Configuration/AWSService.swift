/// What tells one AWS service from another on the wire.
public struct AWSService: Sendable, Hashable {
    /// How errors are written.
    public enum ErrorFormat: Sendable, Hashable {
        /// awsJson and restJson: code in `__type`, `code` or the header `x-amzn-errortype`.
        case json
        /// S3's and the query protocol's XML.
        case xml
    }

    /// The first label of the regional host name.
    public var endpointPrefix: String
    /// The name in the credential scope of signatures.
    public var signingName: String
    /// What follows `AWS_ENDPOINT_URL_`.
    public var environmentName: String
    public var errorFormat: ErrorFormat
    /// Attempts in all, the first one included.
    public var maximumAttempts: Int
    /// Scale of the back-off after failures that are no throttling.
    public var retryScale: Duration
    /// Answers carry `x-amz-crc32`, the CRC-32 of the body as sent.
    public var checksCRC32: Bool
    /// How long an attempt may wait for the peer's next byte; `nil` leaves it to the invocation's deadline.
    public var idleTimeout: Duration?

    public init(
        endpointPrefix: String, signingName: String, environmentName: String, errorFormat: ErrorFormat = .json,
        maximumAttempts: Int = 3, retryScale: Duration = .milliseconds(50), checksCRC32: Bool = false,
        idleTimeout: Duration? = .seconds(30)
    ) {
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName
        self.environmentName = environmentName
        self.errorFormat = errorFormat
        self.maximumAttempts = maximumAttempts
        self.retryScale = retryScale
        self.checksCRC32 = checksCRC32
        self.idleTimeout = idleTimeout
    }

    /// DynamoDB answers in milliseconds: a peer that is silent for 5 seconds is gone.
    public static let dynamoDB = AWSService(
        endpointPrefix: "dynamodb", signingName: "dynamodb", environmentName: "DYNAMODB", maximumAttempts: 4,
        retryScale: .milliseconds(25), checksCRC32: true, idleTimeout: .seconds(5))
    public static let s3 = AWSService(
        endpointPrefix: "s3", signingName: "s3", environmentName: "S3", errorFormat: .xml, idleTimeout: .seconds(20))
    public static let lambda = AWSService(
        endpointPrefix: "lambda", signingName: "lambda", environmentName: "LAMBDA", idleTimeout: .seconds(20))
    public static let sts = AWSService(
        endpointPrefix: "sts", signingName: "sts", environmentName: "STS", errorFormat: .xml,
        idleTimeout: .seconds(20))
    /// An agent may think for minutes between two events, so only the invocation's deadline bounds it; and what it did
    /// before it failed is not to be done again unasked, so its caller owns the retries.
    public static let bedrockAgentRuntime = AWSService(
        endpointPrefix: "bedrock-agent-runtime", signingName: "bedrock", environmentName: "BEDROCK_AGENT_RUNTIME",
        maximumAttempts: 1, idleTimeout: nil)
    /// A model may think for minutes before its first word, so only the invocation's deadline bounds it. Asking it again
    /// costs tokens and changes nothing.
    public static let bedrockRuntime = AWSService(
        endpointPrefix: "bedrock-runtime", signingName: "bedrock", environmentName: "BEDROCK_RUNTIME", idleTimeout: nil)
    public static let secretsManager = AWSService(
        endpointPrefix: "secretsmanager", signingName: "secretsmanager", environmentName: "SECRETS_MANAGER",
        idleTimeout: .seconds(5))
    public static let ssm = AWSService(
        endpointPrefix: "ssm", signingName: "ssm", environmentName: "SSM", idleTimeout: .seconds(5))
}
