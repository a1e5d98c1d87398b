public import Gateway

/// Everything that the environment decides, read once at start and checked there.
///
/// What Lambda and the AWS SDKs define (`AWS_REGION`, credentials, `AWS_ENDPOINT_URL*`, `AWS_LAMBDA_*`) is read by
/// AWSCore and LambdaRuntime from the same environment.
public struct Configuration: Sendable, Hashable {
    public enum Store: Sendable, Hashable {
        case dynamoDB
        /// The embedded store, in the file at this path.
        case sqlite(path: String)
    }

    /// The tables of system 000.
    public struct ChatTables: Sendable, Hashable {
        public var sessions: String
        public var messages: String
        public var reviews: String
    }

    /// System 001.
    public struct Assessments: Sendable, Hashable {
        /// `SESSIONS_TABLE_NAME`
        public var assessmentsTable: String
        /// `AGENT_EVENTS_TABLE_NAME`
        public var eventsTable: String
        public var artifactsBucket: String
        /// `nil` when templates cannot be uploaded.
        public var templatesBucket: String?
        public var agentID: String?
        public var agentAliasID: String?
        /// `WORKFLOW_LEASE_SECONDS`
        public var lease: Duration
        /// False completes a run with one of its two documents (`REQUIRED_DOCUMENTS=any`).
        public var requiresAllDocuments: Bool
    }

    /// How people sign in on the web page: with an OpenID provider (authorization code with PKCE).
    public struct SignIn: Sendable, Hashable {
        /// `OIDC_ISSUER`: below it lies `.well-known/openid-configuration`.
        public var issuer: String
        /// `OIDC_CLIENT_ID`, of a public client.
        public var clientID: String
        /// Whom the page must be able to call: the issuer's origin, and those of its endpoints (`OIDC_ORIGINS`), which lie
        /// elsewhere for some, such as Cognito.
        public var origins: [String]
    }

    public var store: Store
    public var authorizationMode: Authorization.Mode
    public var adminGroup: String
    public var staffGroup: String
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
    /// `CONVERSATIONS_TABLE`; `nil` when the systems that share it are off.
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
    /// `WHATSAPP_SESSION_HOURS`: a session on WhatsApp without activity for longer is over.
    public var whatsAppIdleTime: Duration

    /// - Throws: ``ConfigurationError`` with the name of the first variable that is wrong or missing.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let reader = EnvironmentReader(environment)
        store = try reader.store()
        authorizationMode = try reader.choice("AUTH_MODE", default: .required)
        adminGroup = reader.text("ADMIN_GROUP") ?? "AdminUsers"
        staffGroup = reader.text("STAFF_GROUP") ?? "Staff"
        allowedOrigins = try reader.origins("ALLOWED_ORIGINS")
        cursorKey = try reader.cursorKey(isOptional: authorizationMode == .open)
        chatTables = try reader.chatTables(store: store)
        downloadBucket = reader.text("SESSION_S3_DOWNLOAD")
        assessments = try reader.assessments(store: store)
        conversationsTable = reader.conversationsTable(store: store)
        model = try reader.model()
        contextMemory = try reader.contextMemory()
        functionName = reader.text("AWS_LAMBDA_FUNCTION_NAME")
        let days = try reader.integer("RETENTION_DAYS", in: 0...36_500, default: 0)
        retentionDays = days == 0 ? nil : days
        signIn = try reader.signIn()
        twilio = try reader.twilio()
        whatsAppIdleTime = .seconds(3600 * (try reader.integer("WHATSAPP_SESSION_HOURS", in: 1...8760, default: 24)))
    }
}

/// A variable of the environment that cannot be used.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    public let variable: String
    public let message: String

    public init(variable: String, message: String) {
        self.variable = variable
        self.message = message
    }

    public var description: String { "\(variable): \(message)" }
}

/// Typed reading of single variables. An empty value counts as absent, as SAM templates set them.
struct EnvironmentReader {
    let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    func text(_ name: String) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        return value
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default: Choice
    ) throws(ConfigurationError) -> Choice {
        guard let value = text(name) else { return `default` }
        guard let choice = Choice(rawValue: value.lowercased()) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw ConfigurationError(variable: name, message: "must be \(choices), not \"\(value)\"")
        }
        return choice
    }

    func store() throws(ConfigurationError) -> Configuration.Store {
        let value = text("COLLOQUY_STORE") ?? "dynamodb"
        if value == "dynamodb" { return .dynamoDB }
        if value.hasPrefix("sqlite:"), value.count > 7 { return .sqlite(path: String(value.dropFirst(7))) }
        throw ConfigurationError(
            variable: "COLLOQUY_STORE", message: "must be dynamodb or sqlite:PATH, not \"\(value)\"")
    }

    func origins(_ name: String) throws(ConfigurationError) -> [String] {
        let origins = (text(name) ?? "").split(separator: ",").map { String($0.trimming(" ")) }
        for origin in origins where origin != "*" {
            guard origin.hasPrefix("https://") || origin.hasPrefix("http://"), !origin.hasSuffix("/") else {
                throw ConfigurationError(
                    variable: name,
                    message: "\"\(origin)\" is no origin; write scheme and host, such as https://chat.example.com, or *"
                )
            }
        }
        return origins
    }

    func signIn() throws(ConfigurationError) -> Configuration.SignIn? {
        let others = try origins("OIDC_ORIGINS")
        guard let issuer = text("OIDC_ISSUER") else {
            for name in ["OIDC_CLIENT_ID", "OIDC_ORIGINS"] where text(name) != nil {
                throw ConfigurationError(variable: "OIDC_ISSUER", message: "must be set too, because \(name) is")
            }
            return nil
        }
        guard let clientID = text("OIDC_CLIENT_ID") else {
            throw ConfigurationError(variable: "OIDC_CLIENT_ID", message: "must be set too, because OIDC_ISSUER is")
        }
        let segments = issuer.split(separator: "/", omittingEmptySubsequences: false)
        let origin = segments.prefix(3).joined(separator: "/")
        guard Self.isSource(origin), !issuer.hasSuffix("/") else {
            throw ConfigurationError(
                variable: "OIDC_ISSUER", message: "must be an https URL without a slash at its end, not \"\(issuer)\"")
        }
        if let wrong = others.first(where: { !Self.isSource($0) }) {
            throw ConfigurationError(
                variable: "OIDC_ORIGINS",
                message: "\"\(wrong)\" is no origin; write scheme and host, such as https://login.example.com")
        }
        return Configuration.SignIn(
            issuer: issuer, clientID: clientID, origins: [origin] + others.filter { $0 != origin })
    }

    /// Scheme, host and port, and nothing that would end a source of a content security policy.
    private static func isSource(_ origin: String) -> Bool {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, ["https:", "http:"].contains(parts[0]), parts[1].isEmpty, !parts[2].isEmpty else {
            return false
        }
        return parts[2].utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
    }

    func cursorKey(isOptional: Bool) throws(ConfigurationError) -> String? {
        guard let key = text("CURSOR_KEY") else {
            if isOptional { return nil }
            throw ConfigurationError(
                variable: "CURSOR_KEY",
                message: "must be set to a secret of at least 16 bytes, unless AUTH_MODE is open")
        }
        guard key.utf8.count >= 16 else {
            throw ConfigurationError(variable: "CURSOR_KEY", message: "must be at least 16 bytes long")
        }
        return key
    }

    func integer(
        _ name: String, in range: ClosedRange<Int>, default: Int
    ) throws(ConfigurationError) -> Int {
        guard let value = text(name) else { return `default` }
        guard let number = Int(value), range.contains(number) else {
            throw ConfigurationError(
                variable: name,
                message: "must be an integer from \(range.lowerBound) to \(range.upperBound), not \"\(value)\"")
        }
        return number
    }

    private enum RequiredDocuments: String, CaseIterable {
        case all
        case any
    }

    func assessments(store: Configuration.Store) throws(ConfigurationError) -> Configuration.Assessments? {
        let defaults: [String: String] =
            store == .dynamoDB
            ? [:]
            : [
                "SESSIONS_TABLE_NAME": "assessments", "AGENT_EVENTS_TABLE_NAME": "agent-events",
                "ARTIFACTS_BUCKET_NAME": "colloquy-artifacts", "TEMPLATES_BUCKET_NAME": "colloquy-templates",
            ]
        func value(_ name: String) -> String? { text(name) ?? defaults[name] }
        let tables = ["SESSIONS_TABLE_NAME", "AGENT_EVENTS_TABLE_NAME"]
        if tables.allSatisfy({ value($0) == nil }) { return nil }
        func required(_ name: String) throws(ConfigurationError) -> String {
            guard let value = value(name) else {
                throw ConfigurationError(
                    variable: name, message: "must be set too, because a table of the assessments is")
            }
            return value
        }
        let documents = try choice("REQUIRED_DOCUMENTS", default: RequiredDocuments.all)
        return Configuration.Assessments(
            assessmentsTable: try required(tables[0]), eventsTable: try required(tables[1]),
            artifactsBucket: try required("ARTIFACTS_BUCKET_NAME"), templatesBucket: value("TEMPLATES_BUCKET_NAME"),
            agentID: text("BEDROCK_AGENT_ID"), agentAliasID: text("BEDROCK_AGENT_ALIAS_ID"),
            lease: .seconds(try integer("WORKFLOW_LEASE_SECONDS", in: 1...900, default: 60)),
            requiresAllDocuments: documents == .all)
    }

    func chatTables(store: Configuration.Store) throws(ConfigurationError) -> Configuration.ChatTables? {
        let defaults: [String: String] =
            store == .dynamoDB
            ? [:]
            : ["SESSION_TABLE": "chat-sessions", "MESSAGES_TABLE": "chat-messages", "REVIEW_TABLE": "chat-reviews"]
        let names = ["SESSION_TABLE", "MESSAGES_TABLE", "REVIEW_TABLE"]
        let values = names.map { text($0) ?? defaults[$0] }
        if values.allSatisfy({ $0 == nil }) { return nil }
        guard let sessions = values[0], let messages = values[1], let reviews = values[2] else {
            let missing = zip(names, values).filter { $1 == nil }.map(\.0)
            throw ConfigurationError(
                variable: missing[0], message: "must be set too, because another table of the chat sessions is")
        }
        return Configuration.ChatTables(sessions: sessions, messages: messages, reviews: reviews)
    }
}

extension StringProtocol {
    fileprivate func trimming(_ character: Character) -> SubSequence {
        var text = self[...]
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return text
    }
}
