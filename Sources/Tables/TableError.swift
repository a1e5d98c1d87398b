public import AWSServices
public import WireFormats

/// Why a table operation did not happen.
public struct TableError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The condition of a put, update or delete did not hold; the item that was there, if any, comes along.
        case conditionFailed(existing: Item?)
        /// A transaction was refused: for each action, in order, why, or `nil`.
        case transactionCancelled([CancellationReason?])
        /// DynamoDB would refuse this: an item over 400 KB, an empty key, a type that does not fit. A bug or bad input.
        case invalid
        /// The item would be over 400 KB.
        case itemTooLarge
        /// There is no such table or index.
        case notFound
        /// Refused for want of permission or credentials.
        case denied
        /// Throttled, unreachable or out of time, after all retries. `mayHaveWritten`: no answer came to a write.
        case unavailable(mayHaveWritten: Bool)
    }

    public enum CancellationReason: Sendable, Hashable {
        case conditionFailed(existing: Item?)
        case conflict
        case itemTooLarge
        case throttled
        case other(String)
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
