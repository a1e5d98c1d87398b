import AWSCore
import ArgumentParser
import TestSupport
import Testing

@testable import colloquy

@Suite("The function's environment")
struct FunctionSettingTests {
    private func options(_ arguments: [String]) throws -> StorageOptions { try StorageOptions.parse(arguments) }

    @Test("names the store, the tables and the bucket, and reaches loopback without a proxy")
    func sqlite() async throws {
        let directory = try TemporaryDirectory()
        let setting = try await FunctionSetting(
            storage: options(["--store", "sqlite:\(directory.path)/new/x.sqlite"]), environment: ["NO_PROXY": "a"])
        #expect(
            setting.variables == [
                "COLLOQUY_STORE": "sqlite:\(directory.path)/new/x.sqlite", "AUTH_MODE": "open", "METRICS": "off",
                "SESSION_TABLE": "chat-sessions", "MESSAGES_TABLE": "chat-messages", "REVIEW_TABLE": "chat-reviews",
                "SESSIONS_TABLE_NAME": "assessments", "AGENT_EVENTS_TABLE_NAME": "agent-events",
                "CONVERSATIONS_TABLE": "conversations",
                "SESSION_S3_DOWNLOAD": "colloquy-downloads", "ARTIFACTS_BUCKET_NAME": "colloquy-artifacts",
                "TEMPLATES_BUCKET_NAME": "colloquy-templates", "BEDROCK_AGENT_ID": "happy-path",
                "BEDROCK_AGENT_ALIAS_ID": "LOCAL", "MODEL_ID": "local-model", "NO_PROXY": "a,127.0.0.1,localhost",
                "no_proxy": "127.0.0.1,localhost",
            ])
        #expect(setting.buckets == ["colloquy-downloads", "colloquy-artifacts", "colloquy-templates"])
        #expect(setting.credentials == nil)
    }

    @Test("passes settings on, but nothing that leads an AWS SDK elsewhere")
    func inherited() {
        #expect(
            FunctionSetting.inherited([
                "ADMIN_GROUP": "Admins", "AWS_PROFILE": "work", "AWS_ENDPOINT_URL": "http://x",
                "AWS_LAMBDA_LOG_LEVEL": "DEBUG", "_HANDLER": "x", "AWS_SECRET_ACCESS_KEY": "s",
            ]) == ["ADMIN_GROUP": "Admins", "AWS_LAMBDA_LOG_LEVEL": "DEBUG"])
    }

    @Test("has the caller's own credentials for DynamoDB")
    func credentials() async throws {
        let setting = try await FunctionSetting(
            storage: options(["--store", "dynamodb"]),
            environment: [
                "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-west-1",
                "HOME": "/nowhere",
            ])
        #expect(setting.credentials?.accessKeyID == "AKIA")
        #expect(setting.region == "eu-west-1")
        #expect(setting.variables["COLLOQUY_STORE"] == "dynamodb")
    }

    @Test("needs credentials for DynamoDB at AWS, and none for a server of one's own")
    func noCredentials() async throws {
        await #expect(throws: (any Error).self) {
            try await FunctionSetting(
                storage: options(["--store", "dynamodb"]), environment: ["HOME": "/nowhere"])
        }
        let setting = try await FunctionSetting(
            storage: options(["--store", "dynamodb", "--endpoint", "http://127.0.0.1:8000"]),
            environment: ["HOME": "/nowhere"])
        #expect(setting.credentials == nil)
        #expect(setting.variables["AWS_ENDPOINT_URL_DYNAMODB"] == "http://127.0.0.1:8000")
    }
}
