/// Why the stand-ins cannot be started or used; the message is for the developer at the terminal.
public struct LocalCloudError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// A port that was asked for is in use, or may not be served.
        case portUnavailable
        /// The function has been stopped; no invocation can be made any more.
        case stopped
        /// A program or file that is needed is not there.
        case notFound
    }

    public let code: Code
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
