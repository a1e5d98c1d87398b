/// Why a store did not do what it was asked.
public struct ContextStoreError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Unreachable, overloaded, full or out of time, after all retries. `mayHaveWritten`: perhaps no answer came to a
        /// write.
        case unavailable(mayHaveWritten: Bool)
        /// Refused: for want of permission or of a table, or because something is larger than the store takes.
        case denied
        /// What is stored under the session's key is no session.
        case corrupt
    }

    public let code: Code
    public let message: String
    /// What the engine said, for the log: without ids, which callers choose, and without users' words.
    public let cause: String?

    public init(_ code: Code, _ message: String, cause: String? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String { message }
}
