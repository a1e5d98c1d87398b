import AWSCore
import WireFormats

extension AWSClient {
    /// Calls an operation of a service that speaks awsJson: one POST, JSON both ways.
    ///
    /// - Parameter target: the service's name of the operation, `DynamoDB_20120810.GetItem`.
    func call(
        _ target: String, _ input: JSON, _ version: AWSJSONVersion, isIdempotent: Bool = true
    ) async throws(AWSError) -> JSON {
        let response = try await send(
            AWSRequest(
                headers: ["content-type": version.rawValue, "x-amz-target": target], body: input.serialized(),
                isIdempotent: isIdempotent))
        do {
            return try JSON(parsing: response.body)
        } catch {
            throw AWSError(
                code: .invalidResponse, message: "the answer to \(target) is \(error)", requestID: response.requestID,
                status: response.status, mayHaveTakenEffect: true, attempts: 1)
        }
    }
}
