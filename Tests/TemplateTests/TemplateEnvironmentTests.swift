import Application
import Testing
import WireFormats

@Suite("The template's function")
struct TemplateEnvironmentTests {
    @Test("has every variable that the code reads, and no other")
    func names() async throws {
        let template = try await Template.expanded()
        // The template is for DynamoDB and for Twilio's own REST API, its alarms are on metrics, and REDIS_URL says what the
        // others say one by one.
        let others: Set<Setting> = [
            .store, .twilioBaseURL, .redisHost, .redisPort, .redisDatabase, .redisPassword, .metrics,
        ]
        #expect(
            template.environment.map(\.key).sorted()
                == Set(Setting.allCases).subtracting(others).map(\.rawValue).sorted())
    }

    /// What only a deployment can know.
    private static let deployed = [
        "SESSION_TABLE", "MESSAGES_TABLE", "REVIEW_TABLE", "SESSION_S3_DOWNLOAD", "SESSIONS_TABLE_NAME",
        "AGENT_EVENTS_TABLE_NAME", "ARTIFACTS_BUCKET_NAME", "TEMPLATES_BUCKET_NAME", "CONVERSATIONS_TABLE",
    ]

    @Test("is by default set as the code is by default")
    func defaults() async throws {
        let stack = try await DeployedStack.shared()
        let named = stack.environment.filter { Self.deployed.contains($0.key) }
        #expect(named.count == Self.deployed.count && named.values.allSatisfy { !$0.isEmpty })
        // moto makes no secrets; the reference is fetched before a configuration is read.
        let key = ["CURSOR_KEY": "0123456789abcdef"]
        #expect(
            try Configuration(environment: stack.environment.merging(key) { $1 })
                == Configuration(environment: named.merging(key) { $1 }))
    }

    @Test("takes the secret that seals cursors from where it was made")
    func cursorKey() async throws {
        let template = try await Template.expanded()
        #expect(
            template.environment["CURSOR_KEY"] == [
                "Fn::If": [
                    "MakesCursorKey", ["Fn::Sub": "secretsmanager:${CursorKeySecret}"], ["Ref": "CursorKey"],
                ]
            ])
        #expect(
            template.properties("CursorKeySecret")?["GenerateSecretString"]
                == ["PasswordLength": 64, "ExcludePunctuation": true])
    }

    @Test("is set by the parameters, on tables and buckets that exist")
    func parameters() async throws {
        let stack = try await DeployedStack.shared([
            "AuthMode": "open", "AdminGroup": "Root", "StaffGroup": "Desk", "UserClaim": "oid",
            "GroupsClaim": "roles", "GroupNames": "without-blanks", "BasePath": "/v1",
            "CursorKey": "ssm:/colloquy/cursors",
            "AllowedOrigins": "https://a.example,https://b.example", "RetentionDays": "90",
            "WorkflowLeaseSeconds": "30", "RequiredDocuments": "any", "BedrockAgentId": "AGENT",
            "BedrockAgentAliasId": "ALIAS", "JwtIssuer": "https://issuer.example", "JwtAudience": "web",
            "SignInClientId": "web", "SignInOrigins": "https://login.example", "ExistingSessionTable": "sessions",
            "ExistingMessagesTable": "messages",
            "ExistingReviewTable": "reviews", "ExistingAssessmentsTable": "assessments",
            "ExistingAgentEventsTable": "agent-events", "ExistingDownloadBucket": "downloads",
            "ExistingArtifactsBucket": "artifacts", "ExistingTemplatesBucket": "templates",
            "ExistingConversationsTable": "conversations", "ModelId": "example.model-v1:0",
            "ModelArns": "arn:aws:bedrock:us-east-1::foundation-model/example.model-v1:0", "ModelTemperature": "0.5",
            "ModelMaxTokens": "2048", "SystemPrompt": "Be brief.", "ContextTokenBudget": "8000",
            "TwilioAccountSid": "AC0123456789abcdef0123456789abcdef", "TwilioAuthToken": "secretsmanager:twilio/token",
            "TwilioAuthTokenPrevious": "ssm:/twilio/old", "TwilioFrom": "whatsapp:+14155238886",
            "PublicBaseUrl": "https://bots.example.com/prod",
            "WhatsAppSessionHours": "48",
            "RedisUrl": "redis://cache.example:6379/1", "ContextTtlSeconds": "3600", "ContextMaxMessages": "50",
        ])
        #expect(
            stack.environment == [
                "AUTH_MODE": "open", "ADMIN_GROUP": "Root", "STAFF_GROUP": "Desk", "USER_CLAIM": "oid",
                "GROUPS_CLAIM": "roles", "GROUP_NAMES": "without-blanks", "BASE_PATH": "/v1",
                "CURSOR_KEY": "ssm:/colloquy/cursors", "ALLOWED_ORIGINS": "https://a.example,https://b.example",
                "RETENTION_DAYS": "90", "WORKFLOW_LEASE_SECONDS": "30", "REQUIRED_DOCUMENTS": "any",
                "BEDROCK_AGENT_ID": "AGENT", "BEDROCK_AGENT_ALIAS_ID": "ALIAS", "SESSION_TABLE": "sessions",
                "MESSAGES_TABLE": "messages", "REVIEW_TABLE": "reviews", "SESSIONS_TABLE_NAME": "assessments",
                "AGENT_EVENTS_TABLE_NAME": "agent-events", "SESSION_S3_DOWNLOAD": "downloads",
                "ARTIFACTS_BUCKET_NAME": "artifacts", "TEMPLATES_BUCKET_NAME": "templates",
                "OIDC_ISSUER": "https://issuer.example", "OIDC_CLIENT_ID": "web",
                "OIDC_ORIGINS": "https://login.example", "CONVERSATIONS_TABLE": "conversations",
                "MODEL_ID": "example.model-v1:0", "MODEL_TEMPERATURE": "0.5", "MODEL_MAX_TOKENS": "2048",
                "SYSTEM_PROMPT": "Be brief.", "CONTEXT_TOKEN_BUDGET": "8000",
                "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
                "TWILIO_AUTH_TOKEN": "secretsmanager:twilio/token", "TWILIO_AUTH_TOKEN_PREVIOUS": "ssm:/twilio/old",
                "TWILIO_FROM": "whatsapp:+14155238886", "PUBLIC_BASE_URL": "https://bots.example.com/prod",
                "WHATSAPP_SESSION_HOURS": "48",
                "REDIS_URL": "redis://cache.example:6379/1", "CONTEXT_TTL_SECONDS": "3600",
                "CONTEXT_MAX_MESSAGES": "50",
                "METRICS_NAMESPACE": "Colloquy/\(stack.name)",
            ])
    }

    @Test("runs what scripts/package makes, on either runtime", arguments: ["provided.al2", "provided.al2023"])
    func runtime(runtime: String) async throws {
        let stack = try await DeployedStack.shared(["LambdaRuntime": runtime])
        #expect(
            stack.function == [
                "Runtime": .string(runtime), "Handler": "bootstrap", "MemorySize": 512, "Timeout": 900,
                "FunctionArn": stack.function["FunctionArn"] ?? .null,
            ])
        // moto takes every function for x86_64.
        let template = try await Template.expanded()
        #expect(template.properties("Function")?["Architectures"] == [["Ref": "Architecture"]])
        #expect(template.json["Parameters"]?["Architecture"]?["AllowedValues"] == ["x86_64", "arm64"])
    }

    @Test("is tried three times with an event within an hour, and its failures are kept")
    func events() async throws {
        let template = try await Template.expanded()
        #expect(
            template.properties("FunctionEventInvokeConfig") == [
                "FunctionName": ["Ref": "Function"], "Qualifier": "$LATEST", "MaximumRetryAttempts": 2,
                "MaximumEventAgeInSeconds": 3600,
                "DestinationConfig": ["OnFailure": ["Destination": ["Fn::GetAtt": ["FailureQueue", "Arn"]]]],
            ])
    }

    @Test("works off its failed events where that is asked for, message by message, and gives them up after five times")
    func failedEvents() async throws {
        let template = try await Template.expanded()
        #expect(
            template.properties("FailedEventsMapping") == [
                "EventSourceArn": ["Fn::GetAtt": ["FailureQueue", "Arn"]], "FunctionName": ["Ref": "Function"],
                "BatchSize": 1, "FunctionResponseTypes": ["ReportBatchItemFailures"],
            ])
        #expect(
            template.properties("FailureQueue")?["RedrivePolicy"] == [
                "Fn::If": [
                    "RetriesFailedEvents",
                    ["deadLetterTargetArn": ["Fn::GetAtt": ["GivenUpQueue", "Arn"]], "maxReceiveCount": 5],
                    ["Ref": "AWS::NoValue"],
                ]
            ])
        // Six times the function's timeout.
        #expect(
            template.properties("FailureQueue")?["VisibilityTimeout"]
                == ["Fn::If": ["RetriesFailedEvents", 5400, ["Ref": "AWS::NoValue"]]])
        for name in ["FailedEventsMapping", "GivenUpQueue"] {
            #expect(template.json["Resources"]?[name]?["Condition"] == "RetriesFailedEvents")
        }
        let stack = try await DeployedStack.shared(["FailedEvents": "retry"])
        #expect(stack.outputs["GivenUpQueueUrl"] != nil)
        let kept = try await DeployedStack.shared()
        #expect(kept.outputs["GivenUpQueueUrl"] == nil)
    }
}
