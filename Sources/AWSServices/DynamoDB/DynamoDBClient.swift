public import AWSCore
public import WireFormats

/// DynamoDB over awsJson 1.0: one POST an operation, JSON both ways.
public struct DynamoDBClient: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .dynamoDB, context: context)
    }

    /// Calls an operation with the input and gives the output of the API reference.
    ///
    /// - Parameter isIdempotent: pass false when carrying the operation out twice does more than once (an `ADD` without a
    ///   condition): it is then not sent again once it may have taken effect.
    /// - Throws: ``AWSError``; `service` codes are DynamoDB's exception names, and `body` has their members.
    public func call(
        _ operation: DynamoDBOperation, _ input: JSON, isIdempotent: Bool = true
    ) async throws(AWSError) -> JSON {
        try await client.call("DynamoDB_20120810.\(operation.rawValue)", input, .oneZero, isIdempotent: isIdempotent)
    }
}
