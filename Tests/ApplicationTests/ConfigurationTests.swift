import Application
import ContextMemory
import Gateway
import Redis
import Testing
import WireFormats

@Suite("Configuration")
struct ConfigurationTests {
    private static let assessmentVariables = [
        "SESSIONS_TABLE_NAME": "assessments", "AGENT_EVENTS_TABLE_NAME": "events",
        "ARTIFACTS_BUCKET_NAME": "artifacts",
    ]
    private static let tables = [
        "SESSION_TABLE": "sessions", "MESSAGES_TABLE": "messages", "REVIEW_TABLE": "reviews",
    ]

    @Test("in open mode nothing needs to be set")
    func defaults() throws {
        let configuration = try Configuration(environment: ["AUTH_MODE": "open"])
        #expect(configuration.store == .dynamoDB)
        #expect(configuration.chatTables == nil)
        #expect(configuration.adminGroup == "AdminUsers" && configuration.staffGroup == "Staff")
        #expect(configuration.allowedOrigins == [] && configuration.cursorKey == nil)
        #expect(configuration.downloadBucket == nil)
    }

    @Test("every variable is taken as it stands")
    func everything() throws {
        let configuration = try Configuration(
            environment: Self.tables.merging([
                "COLLOQUY_STORE": "sqlite:/data/store.sqlite", "AUTH_MODE": "Required", "ADMIN_GROUP": "Root",
                "STAFF_GROUP": "Desk", "ALLOWED_ORIGINS": "https://a.example, http://localhost:3000",
                "CURSOR_KEY": "0123456789abcdef", "SESSION_S3_DOWNLOAD": "exports",
            ]) { $1 })
        #expect(configuration.store == .sqlite(path: "/data/store.sqlite"))
        #expect(configuration.authorizationMode == .required)
        #expect(configuration.adminGroup == "Root" && configuration.staffGroup == "Desk")
        #expect(configuration.allowedOrigins == ["https://a.example", "http://localhost:3000"])
        #expect(configuration.cursorKey == "0123456789abcdef")
        #expect(configuration.chatTables?.sessions == "sessions")
        #expect(configuration.chatTables?.messages == "messages")
        #expect(configuration.chatTables?.reviews == "reviews")
        #expect(configuration.downloadBucket == "exports")
    }

    @Test("claims are Cognito's by default, and lists of names otherwise")
    func claims() throws {
        func claims(_ environment: [String: String]) throws -> ClaimNames {
            try Configuration(environment: ["AUTH_MODE": "open"].merging(environment) { $1 }).claims
        }
        #expect(try claims([:]) == .standard && claims(["USER_CLAIM": "", "GROUPS_CLAIM": ""]) == .standard)
        #expect(ClaimNames.standard.groupNamesMayHaveBlanks)
        #expect(
            try claims([
                "USER_CLAIM": "oid, sub", "GROUPS_CLAIM": "roles,https://example.com/groups",
                "GROUP_NAMES": "without-blanks",
            ])
                == ClaimNames(
                    user: ["oid", "sub"], groups: ["roles", "https://example.com/groups"],
                    groupNamesMayHaveBlanks: false))
    }

    @Test(
        "a base path is written with a slash or without",
        arguments: [("/v1", "/v1"), ("v1/", "/v1"), ("/a/b/", "/a/b"), ("/", nil), ("", nil)] as [(String, String?)])
    func basePath(value: String, expected: String?) throws {
        #expect(try Configuration(environment: ["AUTH_MODE": "open", "BASE_PATH": value]).basePath == expected)
    }

    @Test("every variable of the assessments is taken as it stands")
    func assessments() throws {
        let configuration = try Configuration(
            environment: Self.assessmentVariables.merging([
                "AUTH_MODE": "open", "TEMPLATES_BUCKET_NAME": "templates", "BEDROCK_AGENT_ID": "AGENT",
                "BEDROCK_AGENT_ALIAS_ID": "ALIAS", "WORKFLOW_LEASE_SECONDS": "30", "REQUIRED_DOCUMENTS": "any",
                "RETENTION_DAYS": "90", "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
            ]) { $1 })
        let assessments = try #require(configuration.assessments)
        #expect(assessments.assessmentsTable == "assessments" && assessments.eventsTable == "events")
        #expect(assessments.artifactsBucket == "artifacts" && assessments.templatesBucket == "templates")
        #expect(assessments.agentID == "AGENT" && assessments.agentAliasID == "ALIAS")
        #expect(assessments.lease == .seconds(30) && !assessments.requiresAllDocuments)
        #expect(configuration.functionName == "colloquy")
        #expect(configuration.retentionDays == 90)
    }

    @Test("the assessments' defaults: a lease of a minute, both documents, no expiry")
    func assessmentDefaults() throws {
        let configuration = try Configuration(
            environment: Self.assessmentVariables.merging(["AUTH_MODE": "open"]) { $1 })
        #expect(configuration.assessments?.lease == .seconds(60))
        #expect(configuration.assessments?.requiresAllDocuments == true)
        #expect(configuration.assessments?.agentID == nil)
        #expect(configuration.retentionDays == nil)
    }

    @Test("the embedded store has names for its tables")
    func embeddedTables() throws {
        let configuration = try Configuration(environment: ["AUTH_MODE": "open", "COLLOQUY_STORE": "sqlite:x"])
        #expect(configuration.chatTables?.sessions == "chat-sessions")
        #expect(configuration.assessments?.assessmentsTable == "assessments")
        #expect(configuration.assessments?.eventsTable == "agent-events")
        #expect(configuration.conversationsTable == "conversations")
    }

    @Test("the model's settings are taken as they stand, or have defaults")
    func model() throws {
        let defaults = try Configuration(environment: ["AUTH_MODE": "open"])
        #expect(defaults.conversationsTable == nil && defaults.model.id == nil && defaults.model.systemPrompt == nil)
        #expect(defaults.model.temperature == nil && defaults.model.maximumTokens == 1024)
        #expect(defaults.model.contextTokenBudget == 16_000)
        let given = try Configuration(environment: [
            "AUTH_MODE": "open", "CONVERSATIONS_TABLE": "chats", "MODEL_ID": "m", "MODEL_TEMPERATURE": "0.75",
            "MODEL_MAX_TOKENS": "2048", "SYSTEM_PROMPT": "Be brief.", "CONTEXT_TOKEN_BUDGET": "5000",
        ])
        #expect(given.conversationsTable == "chats" && given.model.id == "m" && given.model.systemPrompt == "Be brief.")
        #expect(given.model.temperature == 0.75 && given.model.maximumTokens == 2048)
        #expect(given.model.contextTokenBudget == 5000)
    }

    @Test("a variable that is empty or blank is as good as absent", arguments: ["", " ", "\t \n"])
    func blank(value: String) throws {
        // "required" is the default.
        let required = ["CURSOR_KEY": "0123456789abcdef"]
        for setting in Setting.allCases where setting != .cursorKey {
            #expect(
                try Configuration(environment: required.merging([setting.rawValue: value]) { $1 })
                    == Configuration(environment: required), "\(setting.rawValue)")
        }
        #expect(
            try Configuration(environment: ["AUTH_MODE": "open", "CURSOR_KEY": value])
                == Configuration(environment: ["AUTH_MODE": "open"]))
        #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["AUTH_MODE": "open", "MODEL_TEMPERATURE": "warm"])
        }
    }

    @Test("Redis is found by URL or in parts; without either there is none")
    func redis() throws {
        func memory(_ variables: [String: String]) throws -> Configuration.ContextMemory {
            try Configuration(environment: variables.merging(["AUTH_MODE": "open"]) { $1 }).contextMemory
        }
        let defaults = try memory([:])
        #expect(defaults.redis == nil && defaults.limits == .standard)
        #expect(
            try memory(["REDIS_URL": "rediss://ann:p%40ss@cache.example:6380/2", "AWS_CA_BUNDLE": "/ca.pem"]).redis
                == RedisConfiguration(
                    host: "cache.example", port: 6380, isSecure: true, user: "ann", password: "p@ss", database: 2,
                    caBundlePath: "/ca.pem"))
        #expect(
            try memory(["REDIS_HOST": "cache", "REDIS_PORT": "7000", "REDIS_DB": "3", "REDIS_PASSWORD": "p"]).redis
                == RedisConfiguration(host: "cache", port: 7000, password: "p", database: 3))
        #expect(try memory(["REDIS_HOST": "cache"]).redis == RedisConfiguration(host: "cache"))
        #expect(
            try memory(["CONTEXT_TTL_SECONDS": "60", "CONTEXT_MAX_MESSAGES": "10000"]).limits
                == ContextLimits(timeToLive: 60, maximumMessages: 10_000))
    }

    @Test(
        "a wrong value is an error that names its variable",
        arguments: [
            ("COLLOQUY_STORE", ["COLLOQUY_STORE": "postgres"]),
            ("COLLOQUY_STORE", ["COLLOQUY_STORE": "sqlite:"]),
            ("AUTH_MODE", ["AUTH_MODE": "sometimes"]),
            ("ALLOWED_ORIGINS", ["ALLOWED_ORIGINS": "chat.example.com"]),
            ("ALLOWED_ORIGINS", ["ALLOWED_ORIGINS": "https://chat.example.com/"]),
            ("BASE_PATH", ["BASE_PATH": "/v1?x"]), ("BASE_PATH", ["BASE_PATH": "/a%20b"]),
            ("GROUPS_CLAIM", ["GROUPS_CLAIM": ","]), ("USER_CLAIM", ["USER_CLAIM": ","]),
            ("GROUP_NAMES", ["GROUP_NAMES": "plain"]),
            ("CURSOR_KEY", ["AUTH_MODE": "required"]),
            ("CURSOR_KEY", ["CURSOR_KEY": "short"]),
            ("MESSAGES_TABLE", ["SESSION_TABLE": "s", "REVIEW_TABLE": "r"]),
            ("AGENT_EVENTS_TABLE_NAME", ["SESSIONS_TABLE_NAME": "a", "ARTIFACTS_BUCKET_NAME": "b"]),
            ("SESSIONS_TABLE_NAME", ["AGENT_EVENTS_TABLE_NAME": "e", "ARTIFACTS_BUCKET_NAME": "b"]),
            ("ARTIFACTS_BUCKET_NAME", ["SESSIONS_TABLE_NAME": "a", "AGENT_EVENTS_TABLE_NAME": "e"]),
            ("WORKFLOW_LEASE_SECONDS", assessmentVariables.merging(["WORKFLOW_LEASE_SECONDS": "0"]) { $1 }),
            ("REQUIRED_DOCUMENTS", assessmentVariables.merging(["REQUIRED_DOCUMENTS": "both"]) { $1 }),
            ("RETENTION_DAYS", ["RETENTION_DAYS": "-1"]), ("RETENTION_DAYS", ["RETENTION_DAYS": "soon"]),
            ("MODEL_TEMPERATURE", ["MODEL_TEMPERATURE": "1.5"]), ("MODEL_TEMPERATURE", ["MODEL_TEMPERATURE": "nan"]),
            ("MODEL_MAX_TOKENS", ["MODEL_MAX_TOKENS": "0"]), ("CONTEXT_TOKEN_BUDGET", ["CONTEXT_TOKEN_BUDGET": "99"]),
            ("REDIS_URL", ["REDIS_URL": "http://cache"]), ("REDIS_HOST", ["REDIS_PORT": "7000"]),
            ("REDIS_PORT", ["REDIS_HOST": "cache", "REDIS_PORT": "65536"]),
            ("REDIS_DB", ["REDIS_HOST": "cache", "REDIS_DB": "-1"]),
            ("REDIS_PASSWORD", ["REDIS_URL": "redis://cache", "REDIS_PASSWORD": "p"]),
            ("CONTEXT_TTL_SECONDS", ["CONTEXT_TTL_SECONDS": "0"]),
            ("CONTEXT_MAX_MESSAGES", ["CONTEXT_MAX_MESSAGES": "many"]),
            ("WHATSAPP_SESSION_HOURS", ["WHATSAPP_SESSION_HOURS": "0"]),
        ])
    func wrong(variable: String, environment: [String: String]) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["AUTH_MODE": "open"].merging(environment) { $1 })
        }
        #expect(error?.variable == variable)
    }
}

@Suite("Configuration of the page's sign-in")
struct SignInConfigurationTests {
    private func signIn(_ variables: [String: String]) throws -> Configuration.SignIn? {
        try Configuration(environment: variables.merging(["AUTH_MODE": "open"]) { $1 }).signIn
    }

    @Test("without an issuer there is none")
    func none() throws { #expect(try signIn([:]) == nil) }

    @Test("the issuer's origin and the others may be called, each once")
    func origins() throws {
        let signIn = try signIn([
            "OIDC_ISSUER": "https://idp.example/pool", "OIDC_CLIENT_ID": "page",
            "OIDC_ORIGINS": "https://login.example, https://idp.example",
        ])
        #expect(signIn?.issuer == "https://idp.example/pool" && signIn?.clientID == "page")
        #expect(signIn?.origins == ["https://idp.example", "https://login.example"])
    }

    @Test("the issuer is as its provider writes it, with a slash at the end or without")
    func slash() throws {
        for issuer in ["https://idp.example", "https://idp.example/", "https://idp.example/pool/"] {
            let signIn = try signIn(["OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "page"])
            #expect(signIn?.issuer == issuer && signIn?.origins == ["https://idp.example"])
        }
    }

    @Test(
        "what is missing or would break out of the policy is named",
        arguments: [
            (["OIDC_ISSUER": "https://idp.example"], "OIDC_CLIENT_ID"), (["OIDC_CLIENT_ID": "page"], "OIDC_ISSUER"),
            (["OIDC_ORIGINS": "https://idp.example"], "OIDC_ISSUER"),
            (["OIDC_ISSUER": "idp.example", "OIDC_CLIENT_ID": "page"], "OIDC_ISSUER"),
            (["OIDC_ISSUER": "https://idp.example/?a=b", "OIDC_CLIENT_ID": "page"], "OIDC_ISSUER"),
            (["OIDC_ISSUER": "https://idp.example; script-src *", "OIDC_CLIENT_ID": "page"], "OIDC_ISSUER"),
            (
                ["OIDC_ISSUER": "https://idp.example", "OIDC_CLIENT_ID": "page", "OIDC_ORIGINS": "https://a 'none'"],
                "OIDC_ORIGINS"
            ),
            (
                ["OIDC_ISSUER": "https://idp.example", "OIDC_CLIENT_ID": "page", "OIDC_ORIGINS": "*"], "OIDC_ORIGINS"
            ),
        ])
    func refused(variables: [String: String], name: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try signIn(variables) }
        #expect(error?.variable == name)
    }
}
