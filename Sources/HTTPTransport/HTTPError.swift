/// Why an exchange brought no whole response. A response of any status is no error here.
public struct HTTPError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The URL, a header or the method cannot be sent.
        case invalidRequest
        /// The host's name did not resolve.
        case nameResolution
        /// No connection: refused, unreachable, or not made within the connect timeout.
        case connect
        /// The TLS handshake or the check of the peer's certificate or name failed.
        case tls
        /// The deadline passed, or the peer was silent for longer than the idle timeout.
        case timeout
        /// The response is longer than the request allows.
        case bodyTooLarge
        /// The connection broke, or what came is not HTTP.
        case connectionLost
        /// The task that waited for the response was cancelled.
        case cancelled
        /// The event loop has been shut down.
        case shutDown

        /// True for what the network or the peer did: another attempt may do better. Whether the request bears a second
        /// one is for the caller to know; see ``HTTPError/requestWasSent``.
        public var isPassing: Bool {
            switch self {
            case .nameResolution, .connect, .tls, .timeout, .connectionLost: true
            case .invalidRequest, .bodyTooLarge, .cancelled, .shutDown: false
            }
        }
    }

    public let code: Code
    /// True once any byte of the request had been handed to the connection: the peer may have acted on it.
    public let requestWasSent: Bool
    /// What happened, in libcurl's words where it has any.
    public let message: String

    public init(code: Code, requestWasSent: Bool, message: String) {
        self.code = code
        self.requestWasSent = requestWasSent
        self.message = message
    }

    public var description: String { "\(code.rawValue): \(message)" }
}
