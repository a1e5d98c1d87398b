internal import ContextMemory
internal import Gateway
internal import Twilio

/// A variable of the environment that Colloquy reads: the one place that has its name, and its default.
///
/// Not those that Lambda and the AWS SDKs define (`AWS_REGION`, `AWS_LAMBDA_FUNCTION_NAME`, …). What each means to whoever
/// sets it is documented in the command line, which `bootstrap` does not carry along.
public enum Setting: String, CaseIterable, Sendable {
    case store = "COLLOQUY_STORE"
    case authorizationMode = "AUTH_MODE"
    case adminGroup = "ADMIN_GROUP"
    case staffGroup = "STAFF_GROUP"
    case userClaim = "USER_CLAIM"
    case groupsClaim = "GROUPS_CLAIM"
    case groupNames = "GROUP_NAMES"
    case allowedOrigins = "ALLOWED_ORIGINS"
    case basePath = "BASE_PATH"
    case cursorKey = "CURSOR_KEY"
    case retentionDays = "RETENTION_DAYS"
    case metrics = "METRICS"
    case metricsNamespace = "METRICS_NAMESPACE"

    case sessionsTable = "SESSION_TABLE"
    case messagesTable = "MESSAGES_TABLE"
    case reviewsTable = "REVIEW_TABLE"
    case downloadBucket = "SESSION_S3_DOWNLOAD"

    case assessmentsTable = "SESSIONS_TABLE_NAME"
    case agentEventsTable = "AGENT_EVENTS_TABLE_NAME"
    case artifactsBucket = "ARTIFACTS_BUCKET_NAME"
    case templatesBucket = "TEMPLATES_BUCKET_NAME"
    case agentID = "BEDROCK_AGENT_ID"
    case agentAliasID = "BEDROCK_AGENT_ALIAS_ID"
    case workflowLease = "WORKFLOW_LEASE_SECONDS"
    case requiredDocuments = "REQUIRED_DOCUMENTS"

    case conversationsTable = "CONVERSATIONS_TABLE"
    case modelID = "MODEL_ID"
    case modelTemperature = "MODEL_TEMPERATURE"
    case modelMaximumTokens = "MODEL_MAX_TOKENS"
    case systemPrompt = "SYSTEM_PROMPT"
    case contextTokenBudget = "CONTEXT_TOKEN_BUDGET"

    case redisURL = "REDIS_URL"
    case redisHost = "REDIS_HOST"
    case redisPort = "REDIS_PORT"
    case redisDatabase = "REDIS_DB"
    case redisPassword = "REDIS_PASSWORD"
    case contextTimeToLive = "CONTEXT_TTL_SECONDS"
    case contextMaximumMessages = "CONTEXT_MAX_MESSAGES"

    case twilioAccountSID = "TWILIO_ACCOUNT_SID"
    case twilioAuthToken = "TWILIO_AUTH_TOKEN"
    case twilioPreviousAuthToken = "TWILIO_AUTH_TOKEN_PREVIOUS"
    case twilioFrom = "TWILIO_FROM"
    case publicBaseURL = "PUBLIC_BASE_URL"
    case twilioBaseURL = "TWILIO_BASE_URL"
    case whatsAppSessionHours = "WHATSAPP_SESSION_HOURS"

    case oidcIssuer = "OIDC_ISSUER"
    case oidcClientID = "OIDC_CLIENT_ID"
    case oidcOrigins = "OIDC_ORIGINS"

    /// What counts where the variable is absent or empty, as one would set it; `nil` where nothing does.
    public var standard: String? {
        switch self {
        case .store: "dynamodb"
        case .authorizationMode: "required"
        case .adminGroup: "AdminUsers"
        case .staffGroup: "Staff"
        case .userClaim: ClaimNames.standard.user.joined(separator: ",")
        case .groupNames: "any"
        case .groupsClaim: ClaimNames.standard.groups.joined(separator: ",")
        case .retentionDays: "0"
        case .metrics: "emf"
        case .metricsNamespace: "Colloquy"
        case .workflowLease: "60"
        case .requiredDocuments: "all"
        case .modelMaximumTokens: "1024"
        case .contextTokenBudget: "16000"
        case .redisPort: "6379"
        case .redisDatabase: "0"
        case .contextTimeToLive: "\(ContextLimits.standard.timeToLive)"
        case .contextMaximumMessages: "\(ContextLimits.standard.maximumMessages)"
        case .twilioBaseURL: TwilioClient.defaultBaseURL
        case .whatsAppSessionHours: "24"
        case .allowedOrigins, .basePath, .cursorKey, .sessionsTable, .messagesTable, .reviewsTable, .downloadBucket,
            .assessmentsTable, .agentEventsTable, .artifactsBucket, .templatesBucket, .agentID, .agentAliasID,
            .conversationsTable, .modelID, .modelTemperature, .systemPrompt, .redisURL, .redisHost, .redisPassword,
            .twilioAccountSID, .twilioAuthToken, .twilioPreviousAuthToken, .twilioFrom, .publicBaseURL, .oidcIssuer,
            .oidcClientID, .oidcOrigins:
            nil
        }
    }

    /// What counts besides on the embedded store, where nothing has to be named before it exists.
    public var embeddedStandard: String? {
        switch self {
        case .sessionsTable: "chat-sessions"
        case .messagesTable: "chat-messages"
        case .reviewsTable: "chat-reviews"
        case .assessmentsTable: "assessments"
        case .agentEventsTable: "agent-events"
        case .conversationsTable: "conversations"
        case .artifactsBucket: "colloquy-artifacts"
        case .templatesBucket: "colloquy-templates"
        default: nil
        }
    }

    /// Those that name tables.
    public static let tables: [Setting] = [
        .sessionsTable, .messagesTable, .reviewsTable, .assessmentsTable, .agentEventsTable, .conversationsTable,
    ]
}
