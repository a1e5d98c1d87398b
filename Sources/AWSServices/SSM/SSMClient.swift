public import AWSCore
import WireFormats

/// AWS Systems Manager: reading parameters.
public struct SSMClient: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .ssm, context: context)
    }

    /// The value of a parameter, decrypted if it is a `SecureString`.
    ///
    /// - Throws: ``AWSError``; `ParameterNotFound` for one that is not there.
    public func parameter(_ name: String) async throws(AWSError) -> String {
        let answer = try await client.call(
            "AmazonSSM.GetParameter", ["Name": .string(name), "WithDecryption": true], .oneOne)
        guard let text = answer["Parameter"]?["Value"]?.string else {
            throw AWSError(code: .invalidResponse, message: "the answer to AmazonSSM.GetParameter has no value")
        }
        return text
    }
}
