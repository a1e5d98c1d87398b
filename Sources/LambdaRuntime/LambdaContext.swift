public import Logging
public import WireFormats

/// What Lambda says about one invocation beside its event.
public struct LambdaContext: Sendable {
    /// Lambda's id of the request, the same when it is retried.
    public var requestID: String
    /// The function, version or alias as it was invoked.
    public var invokedFunctionARN: String
    /// The X-Ray trace header.
    public var traceID: String?
    /// When Lambda ends the invocation, by the wall clock.
    public var deadline: Timestamp
    /// The same by the monotonic clock, fixed when the invocation arrived.
    public var deadlineInstant: ContinuousClock.Instant
    /// What a mobile SDK or a direct caller sent as `X-Amz-Client-Context`.
    public var clientContext: JSON?
    public var cognitoIdentity: CognitoIdentity?
    /// The tenant, for functions with tenant isolation.
    public var tenantID: String?
    /// Lambda's name for this very attempt; unlike ``requestID`` never used twice.
    public var invocationID: String?
    public var function: LambdaFunction
    /// True for the first invocation of this process.
    public var isColdStart: Bool
    /// Writes lines that carry the request id and the other keys of the invocation.
    public var logger: Logger

    /// For those who call a handler themselves, as tests do.
    public init(
        requestID: String, invokedFunctionARN: String, traceID: String? = nil, deadline: Timestamp,
        deadlineInstant: ContinuousClock.Instant, clientContext: JSON? = nil, cognitoIdentity: CognitoIdentity? = nil,
        tenantID: String? = nil, invocationID: String? = nil, function: LambdaFunction = LambdaFunction([:]),
        isColdStart: Bool = false, logger: Logger
    ) {
        self.requestID = requestID
        self.invokedFunctionARN = invokedFunctionARN
        self.traceID = traceID
        self.deadline = deadline
        self.deadlineInstant = deadlineInstant
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.invocationID = invocationID
        self.function = function
        self.isColdStart = isColdStart
        self.logger = logger
    }

    /// What is left of the invocation's time; zero once it is up.
    public var remainingTime: Duration { max(.zero, deadlineInstant - .now) }
}
