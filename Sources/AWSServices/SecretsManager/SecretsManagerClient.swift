public import AWSCore
import WireFormats

/// AWS Secrets Manager: reading secrets.
public struct SecretsManagerClient: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .secretsManager, context: context)
    }

    /// The current value of a secret that is text.
    ///
    /// - Parameter id: its name or ARN.
    /// - Throws: ``AWSError``; `ResourceNotFoundException` for a secret that is not there, `invalidResponse` for one that
    ///   is binary.
    public func secretString(_ id: String) async throws(AWSError) -> String {
        let answer = try await client.call("secretsmanager.GetSecretValue", ["SecretId": .string(id)], .oneOne)
        guard let text = answer["SecretString"]?.string else {
            throw AWSError(code: .invalidResponse, message: "the secret is not text")
        }
        return text
    }
}
