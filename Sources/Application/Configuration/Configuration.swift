public import Gateway

/// Everything that the environment decides, read once at start and checked there. ``Setting`` has the names and the
/// defaults of what is ours.
///
/// What Lambda and the AWS SDKs define (`AWS_REGION`, credentials, `AWS_ENDPOINT_URL*`, `AWS_LAMBDA_*`) is read by
/// AWSCore and LambdaRuntime from the same environment.
public struct Configuration: Sendable, Hashable {
    public enum Store: Sendable, Hashable {
        case dynamoDB
        /// The embedded store, in the file at this path.
        case sqlite(path: String)
    }

    public var store: Store
    public var authorizationMode: Authorization.Mode
    public var adminGroup: String
    public var staffGroup: String
    /// Where claims say who a caller is.
    public var claims: ClaimNames
    /// What paths begin with that come by a domain which maps it to the function: `/v1`. `nil` for nothing.
    public var basePath: String?
    /// `["*"]` for any origin; empty for none.
    public var allowedOrigins: [String]
    /// Signs cursors; `nil` for a random key, which only `AUTH_MODE=open` may have.
    public var cursorKey: String?
    /// `nil` when system 000 is off, because its table variables are absent.
    public var chatTables: ChatTables?
    /// Where exports go; `nil` when there are none.
    public var downloadBucket: String?
    /// `nil` when system 001 is off, because its table variables are absent.
    public var assessments: Assessments?
    /// `nil` when the systems that share it are off.
    public var conversationsTable: String?
    public var model: Model
    public var contextMemory: ContextMemory
    /// The function itself, to be invoked by itself: `AWS_LAMBDA_FUNCTION_NAME`.
    public var functionName: String?
    /// Days after which what users leave behind expires; `nil` for never (`RETENTION_DAYS=0`).
    public var retentionDays: Int?
    /// `nil` when the page offers no sign-in.
    public var signIn: SignIn?
    /// `nil` when nobody can write by WhatsApp.
    public var twilio: Twilio?
    /// A session on WhatsApp without activity for longer is over.
    public var whatsAppIdleTime: Duration

    /// - Throws: ``ConfigurationError`` with the name of the first variable that is wrong or missing.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let reader = EnvironmentReader(environment)
        try reader.checkForms()
        store = try reader.store()
        authorizationMode = try reader.choice(.authorizationMode)
        adminGroup = try reader.required(.adminGroup)
        staffGroup = try reader.required(.staffGroup)
        claims = try reader.claims()
        basePath = try reader.path(.basePath)
        allowedOrigins = try reader.origins(.allowedOrigins)
        cursorKey = try reader.cursorKey(isOptional: authorizationMode == .open)
        chatTables = try reader.chatTables(store: store)
        downloadBucket = reader.text(.downloadBucket)
        assessments = try reader.assessments(store: store)
        conversationsTable = reader.text(.conversationsTable, in: store)
        model = try reader.model()
        contextMemory = try reader.contextMemory()
        functionName = reader.text(named: "AWS_LAMBDA_FUNCTION_NAME")
        let days = try reader.integer(.retentionDays, in: 0...36_500)
        retentionDays = days == 0 ? nil : days
        signIn = try reader.signIn()
        twilio = try reader.twilio()
        whatsAppIdleTime = .seconds(3600 * (try reader.integer(.whatsAppSessionHours, in: 1...8760)))
        try reader.checkNames()
    }
}

extension EnvironmentReader {
    func store() throws(ConfigurationError) -> Configuration.Store {
        let value = try required(.store)
        if value == "dynamodb" { return .dynamoDB }
        if value.hasPrefix("sqlite:"), value.count > 7 { return .sqlite(path: String(value.dropFirst(7))) }
        throw ConfigurationError(.store, "must be dynamodb or sqlite:PATH, not \"\(value)\"")
    }

    func cursorKey(isOptional: Bool) throws(ConfigurationError) -> String? {
        guard let key = text(.cursorKey) else {
            if isOptional { return nil }
            throw ConfigurationError(
                .cursorKey, "must be set to a secret of at least 16 bytes, unless AUTH_MODE is open")
        }
        guard key.utf8.count >= 16 else { throw ConfigurationError(.cursorKey, "must be at least 16 bytes long") }
        return key
    }
}
