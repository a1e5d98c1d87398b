import AWSServices
import Testing
import WireFormats

@Suite("The template's role")
struct TemplatePermissionTests {
    private static let account = "us-east-1:123456789012"

    /// The IAM actions that an operation needs (Service Authorization Reference, "Amazon DynamoDB"); transactions are checked
    /// action by action. `nil` for operations on tables, which are for whoever deploys.
    private static func actions(_ operation: DynamoDBOperation) -> [String]? {
        switch operation {
        case .getItem: ["dynamodb:GetItem"]
        case .putItem: ["dynamodb:PutItem"]
        case .updateItem: ["dynamodb:UpdateItem"]
        case .deleteItem: ["dynamodb:DeleteItem"]
        case .query: ["dynamodb:Query"]
        case .scan: ["dynamodb:Scan"]
        case .batchGetItem: ["dynamodb:BatchGetItem"]
        case .batchWriteItem: ["dynamodb:BatchWriteItem"]
        case .transactWriteItems:
            ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"]
        case .createTable, .describeTable, .deleteTable, .updateTimeToLive, .listTables: nil
        }
    }

    private static let existing = [
        "ExistingSessionTable": "sessions", "ExistingMessagesTable": "messages", "ExistingReviewTable": "reviews",
        "ExistingAssessmentsTable": "assessments", "ExistingAgentEventsTable": "agent-events",
        "ExistingDownloadBucket": "downloads", "ExistingArtifactsBucket": "artifacts",
        "ExistingTemplatesBucket": "templates", "ExistingConversationsTable": "conversations",
    ]
    /// Tables that are read as a whole once, when the original's items are brought up to date.
    private static let scanned: Set<String> = ["SESSION_TABLE", "MESSAGES_TABLE"]
    private static let tables: Set<String> = [
        "SESSION_TABLE", "MESSAGES_TABLE", "REVIEW_TABLE", "SESSIONS_TABLE_NAME", "AGENT_EVENTS_TABLE_NAME",
        "CONVERSATIONS_TABLE",
    ]

    @Test(
        "may do on each table what the code does there, on new ones and on such that exist", arguments: [[:], existing])
    func items(parameters: [String: String]) async throws {
        let stack = try await DeployedStack.shared(parameters)
        for variable in Self.tables {
            let table = "arn:aws:dynamodb:\(Self.account):table/\(try #require(stack.environment[variable]))"
            for operation in DynamoDBOperation.allCases {
                for action in Self.actions(operation) ?? ["dynamodb:" + operation.rawValue] {
                    let isNeeded =
                        Self.actions(operation) != nil && (operation != .scan || Self.scanned.contains(variable))
                    #expect(stack.permissions.allow(action, on: table) == isNeeded, "\(action) on \(variable)")
                }
            }
            #expect(!stack.permissions.allow("dynamodb:GetItem", on: table + "x"))
        }
    }

    @Test("may query every index that the code declares")
    func indexes() async throws {
        let template = try await Template.expanded()
        let stack = try await DeployedStack.shared()
        var count = 0
        for variable in Self.tables {
            let table = try #require(stack.environment[variable])
            let resource = try #require(template.resource(namedBy: variable))
            for index in template.properties(resource)?["GlobalSecondaryIndexes"]?.array ?? [] {
                let name = try #require(index["IndexName"]?.string)
                #expect(
                    stack.permissions.allow(
                        "dynamodb:Query", on: "arn:aws:dynamodb:\(Self.account):table/\(table)/index/\(name)"),
                    "\(table) \(name)")
                count += 1
            }
        }
        #expect(count == 8)
    }

    @Test("may use each bucket for what it is there for", arguments: [[:], existing])
    func objects(parameters: [String: String]) async throws {
        let stack = try await DeployedStack.shared(parameters)
        func allowed(_ variable: String, _ key: String) throws -> Set<String> {
            let bucket = "arn:aws:s3:::\(try #require(stack.environment[variable]))"
            let onObjects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"].filter {
                stack.permissions.allow($0, on: "\(bucket)/\(key)")
            }
            return Set(onObjects + (stack.permissions.allow("s3:ListBucket", on: bucket) ? ["s3:ListBucket"] : []))
        }
        #expect(
            try allowed("SESSION_S3_DOWNLOAD", "sessions.csv")
                == ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket"])
        #expect(try allowed("ARTIFACTS_BUCKET_NAME", "a-1/sow.docx") == ["s3:GetObject", "s3:ListBucket"])
        #expect(try allowed("TEMPLATES_BUCKET_NAME", "templates/deck.pptx") == ["s3:PutObject"])
        #expect(try allowed("TEMPLATES_BUCKET_NAME", "elsewhere/deck.pptx") == [])
    }

    @Test("may invoke the function itself by its name, a version or an alias, and no other function")
    func itself() async throws {
        let stack = try await DeployedStack.shared()
        let function = try #require(stack.function["FunctionArn"]?.string)
        for qualifier in ["", ":live", ":7", ":$LATEST"] {
            #expect(stack.permissions.allow("lambda:InvokeFunction", on: function + qualifier))
        }
        #expect(!stack.permissions.allow("lambda:InvokeFunction", on: function + "-other"))
        #expect(!stack.permissions.allow("lambda:InvokeFunction", on: function + "-other:live"))
    }

    @Test("may ask the one agent, and none where there is none")
    func agent() async throws {
        let alias = "arn:aws:bedrock:\(Self.account):agent-alias/AGENT/ALIAS"
        let configured = try await DeployedStack.shared(["BedrockAgentId": "AGENT", "BedrockAgentAliasId": "ALIAS"])
        #expect(configured.permissions.allow("bedrock:InvokeAgent", on: alias))
        #expect(!configured.permissions.allow("bedrock:InvokeAgent", on: alias + "2"))
        let unconfigured = try await DeployedStack.shared()
        #expect(!unconfigured.permissions.statements.contains { $0.actions.contains("bedrock:InvokeAgent") })
    }

    @Test("may ask the models that are named, and none where there is none")
    func model() async throws {
        let models = ["model-a", "model-b"].map { "arn:aws:bedrock:us-east-1::foundation-model/\($0)" }
        // ConverseStream's, and Converse's for models that do not stream.
        let actions = ["bedrock:InvokeModelWithResponseStream", "bedrock:InvokeModel"]
        let configured = try await DeployedStack.shared([
            "ModelId": "model-a", "ModelArns": models.joined(separator: ","),
        ])
        let unconfigured = try await DeployedStack.shared()
        for action in actions {
            for model in models { #expect(configured.permissions.allow(action, on: model)) }
            #expect(!configured.permissions.allow(action, on: models[0] + "2"))
            #expect(!unconfigured.permissions.statements.contains { $0.actions.contains(action) })
        }
    }

    @Test("may read the secret that is named, and no other")
    func secrets() async throws {
        let secret = try await DeployedStack.shared(["CursorKey": "secretsmanager:colloquy/cursors"]).permissions
        let arn = "arn:aws:secretsmanager:\(Self.account):secret:colloquy/cursors"
        #expect(secret.allow("secretsmanager:GetSecretValue", on: arn + "-a1B2c3"))
        #expect(!secret.allow("secretsmanager:GetSecretValue", on: arn + "-of-others-a1B2c3"))
        let parameter = try await DeployedStack.shared(["CursorKey": "ssm:/colloquy/cursors"]).permissions
        #expect(parameter.allow("ssm:GetParameter", on: "arn:aws:ssm:\(Self.account):parameter/colloquy/cursors"))
        #expect(!parameter.statements.contains { $0.actions.contains("secretsmanager:GetSecretValue") })
    }

    @Test("may read the tokens of Twilio's account where they are kept, and without an account none")
    func twilioTokens() async throws {
        let account = ["TwilioAccountSid": "AC0123456789abcdef0123456789abcdef", "TwilioFrom": "whatsapp:+14155238886"]
        let permissions = try await DeployedStack.shared(
            account.merging(["TwilioAuthToken": "secretsmanager:new", "TwilioAuthTokenPrevious": "ssm:/old"]) { $1 }
        ).permissions
        let secret = "arn:aws:secretsmanager:\(Self.account):secret:new"
        #expect(permissions.allow("secretsmanager:GetSecretValue", on: secret + "-a1B2c3"))
        #expect(!permissions.allow("secretsmanager:GetSecretValue", on: secret + "er-a1B2c3"))
        #expect(permissions.allow("ssm:GetParameter", on: "arn:aws:ssm:\(Self.account):parameter/old"))
        #expect(!permissions.allow("ssm:GetParameter", on: "arn:aws:ssm:\(Self.account):parameter/older"))
        let names = try await DeployedStack.shared().permissions.statements.map(\.name)
        #expect(!names.contains { $0.contains("Twilio") })
    }

    @Test("may read where the URL of Redis is kept, and nothing where it is not kept elsewhere")
    func redis() async throws {
        func permissions(_ url: String) async throws -> Permissions {
            try await DeployedStack.shared(["CursorKey": "ssm:/colloquy/cursors", "RedisUrl": url]).permissions
        }
        let secret = "arn:aws:secretsmanager:\(Self.account):secret:colloquy/redis"
        let read = "secretsmanager:GetSecretValue"
        #expect(try await permissions("secretsmanager:colloquy/redis").allow(read, on: secret + "-a1B2c3"))
        #expect(try await !permissions("secretsmanager:colloquy/redis").allow(read, on: secret + "-of-others-a1B2c3"))
        let parameter = "arn:aws:ssm:\(Self.account):parameter/colloquy/redis"
        #expect(try await permissions("ssm:/colloquy/redis").allow("ssm:GetParameter", on: parameter))
        #expect(try await !permissions("redis://cache:6379").allow("ssm:GetParameter", on: parameter))
        #expect(try await !permissions("").statements.contains { $0.name == "ReadRedisUrl" })
    }

    @Test("may take messages from the failure queue where it works it off, and not otherwise")
    func failedEvents() async throws {
        let actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        let retrying = try await DeployedStack.shared(["FailedEvents": "retry"]).permissions
        #expect(
            retrying.statements.filter { $0.name == "WorkOffFailedEvents" }.map { Set($0.actions) } == [Set(actions)])
        let keeping = try await DeployedStack.shared().permissions
        #expect(!keeping.statements.contains { !Set($0.actions).isDisjoint(with: actions) })
    }

    @Test("may make network interfaces in a VPC, and none outside of one")
    func network() async throws {
        let inside = try await DeployedStack.shared([
            "SubnetIds": "subnet-0123456789abcdef0", "SecurityGroupIds": "sg-0123456789abcdef0",
        ])
        #expect(
            inside.permissions.statements.filter { $0.name == "Network" }.map { Set($0.actions) } == [
                [
                    "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets",
                    "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses",
                ]
            ])
        let outside = try await DeployedStack.shared()
        #expect(!outside.permissions.statements.contains { $0.name == "Network" })
    }

    @Test("may do nothing else, and nothing on everything, but for X-Ray, which knows no resources")
    func least() async throws {
        let stack = try await DeployedStack.shared([
            "BedrockAgentId": "AGENT", "BedrockAgentAliasId": "ALIAS", "CursorKey": "secretsmanager:cursors",
            "ModelId": "model-a", "ModelArns": "arn:aws:bedrock:us-east-1::foundation-model/model-a",
        ])
        let statements = stack.permissions.statements
        #expect(
            Set(statements.flatMap(\.actions)) == [
                "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
                "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:Query",
                "dynamodb:Scan", "s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject",
                "lambda:InvokeFunction", "bedrock:InvokeAgent", "bedrock:InvokeModel",
                "bedrock:InvokeModelWithResponseStream", "secretsmanager:GetSecretValue", "sqs:SendMessage",
                "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTraceSegments", "xray:PutTelemetryRecords",
            ])
        #expect(statements.allSatisfy { !$0.resources.isEmpty && $0.effect == "Allow" })
        #expect(statements.filter { $0.resources.contains("*") }.map(\.name) == ["Trace"])
        // "arn:aws:SERVICE:REGION:ACCOUNT:…" is spelled out up to the resource's own name; what may follow that of the function
        // is one of its own versions or aliases.
        let versions = try #require(stack.function["FunctionArn"]?.string) + ":*"
        for resource in statements.flatMap(\.resources) where resource != "*" && resource != versions {
            #expect(!resource.split(separator: "/")[0].contains("*"), "\(resource)")
        }
    }
}
