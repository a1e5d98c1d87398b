/// Why a source gave no credentials.
public struct CredentialError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Nothing says that this source is to be used.
        case notConfigured
        /// The source is configured, but what it holds is incomplete or malformed.
        case invalid
        /// The source did not answer in time, or with an error.
        case unavailable
    }

    public let code: Code
    public let description: String

    public init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
