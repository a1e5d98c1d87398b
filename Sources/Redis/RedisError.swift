/// Why Redis gave no answer, or an error for one.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// No connection: the name does not resolve, the server refuses or is not reached, or has too many clients.
        case connect
        /// The TLS handshake or the check of the server's certificate or name failed.
        case tls
        /// The user or password is wrong, or one is needed.
        case authentication
        /// The user may not run this command, or not on this key (`NOPERM`).
        case permission
        /// `maxmemory` is reached, and nothing may be evicted (`OOM`).
        case outOfMemory
        /// The server is a replica, perhaps since a fail-over (`READONLY`).
        case readOnlyReplica
        /// A script or function keeps the server (`BUSY`).
        case busyScript
        /// The server reads its data back after a start, or waits for its primary (`LOADING`, `MASTERDOWN`).
        case loading
        /// The connection broke before the answer.
        case connectionLost
        /// The deadline passed before the answer.
        case timeout
        /// The task that waited was cancelled.
        case cancelled
        /// The client or its event loop has been shut down.
        case closed
        /// What came is not Redis's protocol, or longer than allowed.
        case `protocol`
        /// Any other error of the server, by its first word: `WRONGTYPE`, `NOSCRIPT`, `ERR`.
        case server(String)
    }

    public var code: Code
    /// For people and logs: never a password, never a command's arguments.
    public var message: String
    /// The command had been sent, and whether it was carried out is unknown.
    public var mayHaveTakenEffect: Bool

    public init(code: Code, message: String, mayHaveTakenEffect: Bool) {
        self.code = code
        self.message = message
        self.mayHaveTakenEffect = mayHaveTakenEffect
    }

    public var description: String {
        let name = if case .server(let word) = code { word } else { "\(code)" }
        return "\(name): \(message)"
    }

    /// Another attempt at once, or after a short while, may succeed.
    func allowsRetry(of command: RedisCommand) -> Bool {
        switch code {
        case .connect, .loading, .busyScript, .readOnlyReplica: true
        case .connectionLost: !mayHaveTakenEffect || command.isIdempotent
        case .tls, .authentication, .permission, .outOfMemory, .timeout, .cancelled, .closed, .protocol, .server: false
        }
    }
}

extension RedisError {
    /// - Parameter reply: the server's error without its `-`, `READONLY You can't write against a read only replica.`
    init(reply: String) {
        let word = String(reply.prefix { $0 != " " })
        let code: Code =
            switch word {
            case "NOAUTH", "WRONGPASS": .authentication
            case "NOPERM": .permission
            case "OOM": .outOfMemory
            case "READONLY": .readOnlyReplica
            case "BUSY", "UNKILLABLE": .busyScript
            case "LOADING", "MASTERDOWN": .loading
            case "DENIED": .connect
            case "ERR" where reply.hasPrefix("ERR max number of clients"): .connect
            case "ERR" where reply.hasPrefix("ERR invalid password"): .authentication
            default: .server(word)
            }
        self.init(code: code, message: Self.withoutArguments(reply), mayHaveTakenEffect: false)
    }

    /// The server quotes the arguments of a command that it does not know, and they may be anybody's words.
    private static func withoutArguments(_ reply: String) -> String {
        let opening = "ERR unknown command"
        return reply.hasPrefix(opening) ? opening : reply
    }
}
