import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("template.yaml")
struct TemplateLintTests {
    /// Each condition of the template, both ways.
    static let variants: [[String: String]] = [
        [:],
        ["LambdaRuntime": "provided.al2023", "Architecture": "arm64"],
        [
            "JwtIssuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool", "JwtAudience": "web,app",
            "SignInClientId": "web", "FailedEvents": "retry",
            "AllowedOrigins": "https://chat.example.com", "AlarmTopicArn": "arn:aws:sns:eu-west-1:123456789012:ops",
        ],
        [
            "CursorKey": "secretsmanager:colloquy/cursors", "BedrockAgentId": "AGENT", "BedrockAgentAliasId": "ALIAS",
            "AuthMode": "open", "ModelId": "model-a", "RedisUrl": "secretsmanager:colloquy/redis",
            "SubnetIds": "subnet-0123456789abcdef0", "SecurityGroupIds": "sg-0123456789abcdef0",
            "ModelArns": "arn:aws:bedrock:us-east-1::foundation-model/model-a",
            "TwilioAccountSid": "AC0123456789abcdef0123456789abcdef", "TwilioAuthToken": "secretsmanager:twilio/token",
            "TwilioAuthTokenPrevious": "ssm:/twilio/old", "TwilioFrom": "whatsapp:+14155238886",
        ],
        [
            "TwilioAccountSid": "AC0123456789abcdef0123456789abcdef", "TwilioAuthToken": "ssm:/twilio/token",
            "TwilioAuthTokenPrevious": "secretsmanager:twilio/old", "TwilioFrom": "whatsapp:+14155238886",
            "CursorKey": "ssm:/colloquy/cursors", "RedisUrl": "ssm:/colloquy/redis",
            "ExistingSessionTable": "sessions",
            "ExistingMessagesTable": "messages", "ExistingReviewTable": "reviews",
            "ExistingAssessmentsTable": "assessments", "ExistingAgentEventsTable": "agent-events",
            "ExistingDownloadBucket": "downloads", "ExistingArtifactsBucket": "artifacts",
            "ExistingTemplatesBucket": "templates", "ExistingConversationsTable": "conversations",
        ],
    ]

    @Test("is what cfn-lint has nothing to say to, before SAM expands it and after", arguments: variants)
    func lint(parameters: [String: String]) async throws {
        let expanded = try await Template.expanded(parameters)
        let directory = try TemporaryDirectory()
        let file = directory.path + "/expanded.json"
        try Data(expanded.json.serialized()).write(to: URL(filePath: file))
        #expect(try await Python.run(Self.script, [Template.path, file]) == "")
    }

    @Test("has each of its conditions both ways in these tests")
    func conditions() async throws {
        let template = try await Template.expanded()
        let parameters = Set(
            (template.json["Conditions"]?.object ?? JSONObject()).flatMap { _, condition in
                condition.text.matches(of: #/"Ref":"(\w+)"/#).map { String($0.1) }
            })
        #expect(!parameters.isEmpty)
        for parameter in parameters {
            let values = Set(Self.variants.map { $0[parameter] ?? "" })
            #expect(values.count > 1, "\(parameter)")
        }
    }

    @Test("silences one finding: that provided.al2 is deprecated")
    func silenced() async throws {
        let text = try String(contentsOfFile: Template.path, encoding: .utf8)
        #expect(text.matches(of: /ignore_checks: .*/).map { String($0.0) } == ["ignore_checks: [W2531, W1030]"])
        let without = text.replacing("ignore_checks: [W2531, W1030]", with: "ignore_checks: []")
        let directory = try TemporaryDirectory()
        let file = directory.path + "/template.yaml"
        // W2531 looks at literal runtimes.
        try Data(without.replacing("Runtime: !Ref LambdaRuntime", with: "Runtime: provided.al2").utf8)
            .write(to: URL(filePath: file))
        let findings = try await Python.run(Self.script, [file])
        #expect(findings.split(separator: "\n").map { $0.prefix(5) } == ["W2531"])
    }

    @Test("has its runtime's last days in the README as cfn-lint knows them")
    func runtimeDates() async throws {
        let dates = try JSON(
            parsing: try await Python.run(
                """
                import json, pathlib, cfnlint
                data = pathlib.Path(cfnlint.__file__).parent / "data/AdditionalSpecs/LmbdRuntimeLifecycle.json"
                print(json.dumps(json.loads(data.read_text())["provided.al2"]))
                """))
        let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
        for name in ["deprecated", "create-block", "update-block"] {
            let date = try #require(dates[name]?.string)
            #expect(readme.contains(date), "\(name)")
        }
    }

    private static let script = """
        import sys
        from cfnlint.api import lint_file
        from pathlib import Path

        for file in sys.argv[1:]:
            for match in lint_file(Path(file)):
                print(match.rule.id, match.message, sep=": ")
        """
}
