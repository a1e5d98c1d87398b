import AWSCore
import AWSServices
import HTTPTransport
import WireFormats

/// Transactions. Each has a token, the caller's or one of its own, so that it can be sent again without harm.
extension DynamoDBTables {
    public func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        let actions = try RequestValidation.actions(actions, token: token, catalog: catalog)
        let input: JSON = [
            "TransactItems": .array(actions.map(\.json)), "ClientRequestToken": .string(token ?? makeToken()),
        ]
        do {
            _ = try await client.call(.transactWriteItems, input)
        } catch {
            let failure = TableError(error, isWrite: true)
            if case .transactionCancelled(let reasons) = failure.code, reasons.contains(.throttled) {
                InvocationScope.metrics?.count(.throttles)
            }
            throw failure
        }
    }

    /// 128 random bits as 32 hexadecimal digits (DynamoDB: 1 to 36 characters).
    private func makeToken() -> String {
        let bytes = (0..<2).flatMap { _ in withUnsafeBytes(of: backoff.random().bigEndian, Array.init) }
        return hexadecimal(bytes)
    }
}
