import AWSCore
import AWSServices
import Foundation
import TestSupport
import Testing
import WireFormats

/// Against moto's Secrets Manager and Systems Manager, which boto3 fills.
@Suite("Secrets and parameters", .timeLimit(.minutes(10)))
struct SecretsTests {
    private let name = "colloquy/\(UUID().uuidString)"

    @Test("a secret is read by its name and by its ARN")
    func secret() async throws {
        let cloud = try await Cloud()
        let arn = try await cloud.python(
            """
            import boto3
            print(boto3.client("secretsmanager").create_secret(Name=sys.argv[1], SecretString="s3cret ü")["ARN"])
            """, [name])
        let client = try SecretsManagerClient(cloud.context)
        #expect(try await client.secretString(name) == "s3cret ü")
        #expect(try await client.secretString(arn.trimmingCharacters(in: .whitespacesAndNewlines)) == "s3cret ü")
    }

    @Test("a secret that is binary, or not there, is an error")
    func noSecret() async throws {
        let cloud = try await Cloud()
        _ = try await cloud.python(
            """
            import boto3
            boto3.client("secretsmanager").create_secret(Name=sys.argv[1], SecretBinary=b"1")
            print()
            """, [name])
        let client = try SecretsManagerClient(cloud.context)
        let binary = await #expect(throws: AWSError.self) { try await client.secretString(name) }
        #expect(binary?.code == .invalidResponse)
        let missing = await #expect(throws: AWSError.self) { try await client.secretString("nothing") }
        #expect(missing?.code == .service("ResourceNotFoundException"))
    }

    @Test("a parameter is read, plain or encrypted")
    func parameter() async throws {
        let cloud = try await Cloud()
        for type in ["String", "SecureString"] {
            let name = "/\(name)/\(type)"
            _ = try await cloud.python(
                """
                import boto3
                boto3.client("ssm").put_parameter(Name=sys.argv[1], Value="s3cret ü", Type=sys.argv[2])
                print()
                """, [name, type])
            #expect(try await SSMClient(cloud.context).parameter(name) == "s3cret ü")
        }
        let missing = await #expect(throws: AWSError.self) { try await SSMClient(cloud.context).parameter("/nothing") }
        #expect(missing?.code == .service("ParameterNotFound"))
    }
}
