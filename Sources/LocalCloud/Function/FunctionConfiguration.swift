/// What Lambda would know of the function: its program, its limits and its environment.
public struct FunctionConfiguration: Sendable {
    public var name: String
    /// The executable, `bootstrap`.
    public var executable: String
    public var arguments: [String]
    /// The function's own variables; those that Lambda sets come on top.
    public var environment: [String: String]
    public var region: String
    public var accountID: String
    /// Published versions by the aliases that lead to them. All of them, and `$LATEST`, are the same program here, and run in
    /// the same processes.
    public var aliases: [String: String]
    /// MB; only told to the function, not enforced.
    public var memorySize: Int
    /// How long one invocation may take. Lambda: at most 900 s.
    public var timeout: Duration
    /// How long the function may take from its start to its first `/next`. Lambda: 10 s.
    public var initializationTimeout: Duration
    /// Processes at a time, each an execution environment of its own. Lambda starts them as it needs them; here they are
    /// there from the start.
    public var processes: Int
    /// Invocations at a time in one process; more than 1 is what Lambda's managed instances do
    /// (`AWS_LAMBDA_MAX_CONCURRENCY`).
    public var maximumConcurrency: Int
    /// What the process gets to finish its work after SIGTERM, when an extension was registered. Lambda: 500 ms.
    public var shutdownGrace: Duration
    /// The first wait before a process that died is started again; doubled with each further failure, up to 5 s.
    public var restartDelay: Duration

    public init(
        name: String = "colloquy", executable: String, arguments: [String] = [], environment: [String: String] = [:],
        region: String = "us-east-1", accountID: String = "123456789012",
        aliases: [String: String] = [:], memorySize: Int = 256,
        timeout: Duration = .seconds(900), initializationTimeout: Duration = .seconds(10), processes: Int = 1,
        maximumConcurrency: Int = 1,
        shutdownGrace: Duration = .seconds(2), restartDelay: Duration = .milliseconds(100)
    ) {
        self.name = name
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.region = region
        self.accountID = accountID
        self.aliases = aliases
        self.memorySize = memorySize
        self.timeout = timeout
        self.initializationTimeout = initializationTimeout
        self.processes = processes
        self.maximumConcurrency = maximumConcurrency
        self.shutdownGrace = shutdownGrace
        self.restartDelay = restartDelay
    }

    var arn: String { "arn:aws:lambda:\(region):\(accountID):function:\(name)" }

    /// The ARN by which the function learns how it was invoked.
    func arn(_ qualifier: String?) -> String { qualifier.map { "\(arn):\($0)" } ?? arn }

    /// What runs for a version or an alias; `nil` where there is no such one.
    func version(of qualifier: String?) -> String? {
        guard let qualifier, qualifier != "$LATEST" else { return "$LATEST" }
        return aliases[qualifier] ?? aliases.values.first { $0 == qualifier }
    }

    /// The variables that Lambda sets (Lambda developer guide, "Defined runtime environment variables").
    func lambdaEnvironment(runtimeAPI: String, logStream: String) -> [String: String] {
        var variables = [
            "AWS_LAMBDA_RUNTIME_API": runtimeAPI, "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": String(memorySize),
            "AWS_LAMBDA_INITIALIZATION_TYPE": maximumConcurrency > 1 ? "lambda-managed-instances" : "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/\(name)", "AWS_LAMBDA_LOG_STREAM_NAME": logStream,
            "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "_HANDLER": "bootstrap", "TZ": ":UTC",
        ]
        if maximumConcurrency > 1 { variables["AWS_LAMBDA_MAX_CONCURRENCY"] = String(maximumConcurrency) }
        return variables
    }
}
