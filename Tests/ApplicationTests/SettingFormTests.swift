import Application
import Gateway
import Redis
import Testing
import Twilio

@Suite("What surrounds the value of a setting")
struct SettingFormTests {
    private static let whole = [
        "COLLOQUY_STORE": "dynamodb", "AUTH_MODE": "required", "ADMIN_GROUP": "Root", "STAFF_GROUP": "Front Desk",
        "ALLOWED_ORIGINS": "https://a.example", "CURSOR_KEY": "0123456789abcdef", "RETENTION_DAYS": "90",
        "METRICS": "emf", "METRICS_NAMESPACE": "Colloquy", "SESSION_TABLE": "sessions", "MESSAGES_TABLE": "messages",
        "REVIEW_TABLE": "reviews", "SESSION_S3_DOWNLOAD": "downloads", "SESSIONS_TABLE_NAME": "assessments",
        "AGENT_EVENTS_TABLE_NAME": "agent-events", "ARTIFACTS_BUCKET_NAME": "artifacts",
        "TEMPLATES_BUCKET_NAME": "templates", "BEDROCK_AGENT_ID": "AGENT", "BEDROCK_AGENT_ALIAS_ID": "ALIAS",
        "WORKFLOW_LEASE_SECONDS": "30", "REQUIRED_DOCUMENTS": "any", "CONVERSATIONS_TABLE": "conversations",
        "MODEL_ID": "example.model-v1:0", "MODEL_TEMPERATURE": "0.5", "MODEL_MAX_TOKENS": "2048",
        "SYSTEM_PROMPT": "Be brief.", "CONTEXT_TOKEN_BUDGET": "8000", "REDIS_URL": "redis://:p%2F@cache:6379/1",
        "CONTEXT_TTL_SECONDS": "3600", "CONTEXT_MAX_MESSAGES": "50",
        "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef", "TWILIO_AUTH_TOKEN": "hunter2",
        "TWILIO_AUTH_TOKEN_PREVIOUS": "hunter1", "TWILIO_FROM": "whatsapp:+14155238886",
        "PUBLIC_BASE_URL": "https://bots.example.com/prod", "TWILIO_BASE_URL": "http://127.0.0.1:8080",
        "WHATSAPP_SESSION_HOURS": "48", "OIDC_ISSUER": "https://issuer.example", "OIDC_CLIENT_ID": "web",
        "OIDC_ORIGINS": "https://login.example", "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
    ]
    private static let inParts = ["REDIS_HOST": "cache", "REDIS_PORT": "7000", "REDIS_DB": "3", "REDIS_PASSWORD": "p"]

    @Test("white space and a byte order mark around it mean nothing, whichever setting it is")
    func whiteSpace() throws {
        var parts = Self.whole.merging(Self.inParts) { $1 }
        parts["REDIS_URL"] = nil
        for environment in [Self.whole, parts] {
            let plain = try Configuration(environment: environment)
            for (before, after) in [("", "\n"), ("", "\r\n"), (" ", "\t "), ("\u{FEFF}", "\n"), ("\n", "\u{A0}")] {
                #expect(try Configuration(environment: environment.mapValues { before + $0 + after }) == plain)
            }
            #expect(
                try MetricsSetting(environment: environment.mapValues { $0 + "\n" })
                    == MetricsSetting(environment: environment))
        }
    }

    @Test("white space alone is as good as nothing")
    func blank() throws {
        #expect(
            try Configuration(environment: ["AUTH_MODE": "open", "TWILIO_AUTH_TOKEN": " \n", "REDIS_URL": "\n"])
                == Configuration(environment: ["AUTH_MODE": "open"]))
        #expect(
            try Configuration(environment: [
                "AUTH_MODE": "open", "ALLOWED_ORIGINS": "https://a.example,\n https://b.example\n",
            ])
            .allowedOrigins == ["https://a.example", "https://b.example"])
    }

    private func refusal(_ name: String, _ value: String) -> ConfigurationError? {
        var environment = Self.whole.merging([name: value]) { $1 }
        if Self.inParts[name] != nil {
            environment["REDIS_URL"] = nil
            environment = environment.merging(Self.inParts) { old, _ in old }
        }
        return #expect(throws: ConfigurationError.self) {
            _ = try MetricsSetting(environment: environment)
            _ = try Configuration(environment: environment)
        }
    }

    @Test(
        "quotation marks around it, and a secret's key/value pairs, are named at start and never repeated",
        arguments: Setting.allCases.filter { ![.systemPrompt, .cursorKey].contains($0) })
    func quoted(setting: Setting) throws {
        let name = setting.rawValue
        let value = Self.whole[name] ?? Self.inParts[name] ?? "value"
        for wrong in ["\"\(value)\"", "'\(value)'", "\"\(value)\"\n", #"{"TOKEN": "hunter2"}"#] {
            let error = refusal(name, wrong)
            #expect(error?.variable == name, "\(wrong)")
            #expect(error?.description.contains("hunter") != true)
        }
    }

    @Test("a prompt and a key may have quotation marks")
    func free() throws {
        let configuration = try Configuration(
            environment: Self.whole.merging(["SYSTEM_PROMPT": "\"Be brief.\"", "CURSOR_KEY": "\"0123456789abcdef\""]) {
                $1
            })
        #expect(configuration.model.systemPrompt == "\"Be brief.\"")
        #expect(configuration.cursorKey == "\"0123456789abcdef\"")
    }

    @Test(
        "what no service would take is named at start",
        arguments: [
            ("CONVERSATIONS_TABLE", "c"), ("SESSION_TABLE", "my sessions"), ("REVIEW_TABLE", "reviews/"),
            ("SESSIONS_TABLE_NAME", String(repeating: "a", count: 256)), ("MESSAGES_TABLE", "arn:aws:s3:::messages"),
            ("SESSION_S3_DOWNLOAD", "s3://downloads"), ("ARTIFACTS_BUCKET_NAME", "arn:aws:s3:::artifacts"),
            ("TEMPLATES_BUCKET_NAME", "templates/"), ("MODEL_ID", "a model"), ("BEDROCK_AGENT_ID", "AGENT\nALIAS"),
            ("TWILIO_AUTH_TOKEN", "hunter2 hunter1"), ("TWILIO_AUTH_TOKEN_PREVIOUS", "hunter2\nhunter1"),
            ("TWILIO_ACCOUNT_SID", "hunter2"), ("TWILIO_FROM", "+1 415 523 8886"), ("REDIS_URL", "redis://:hunter#2@h"),
            ("REDIS_URL", "redis://cache\n:6379"), ("PUBLIC_BASE_URL", "bots.example.com"),
            ("ALLOWED_ORIGINS", "https://a.example/app"), ("ALLOWED_ORIGINS", "https://*.example"),
            ("OIDC_CLIENT_ID", "a b"),
        ])
    func wrong(variable: String, value: String) {
        let error = refusal(variable, value)
        #expect(error?.variable == variable)
        #expect(error?.description.contains("hunter") != true)
    }

    @Test("a table may be named by its ARN")
    func tableARN() throws {
        let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/conversations"
        #expect(
            try Configuration(environment: ["AUTH_MODE": "open", "CONVERSATIONS_TABLE": arn]).conversationsTable == arn)
    }
}
