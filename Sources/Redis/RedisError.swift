import WireFormats

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
        /// The server cannot write to its disk, and is set up to refuse writes then (`MISCONF`).
        case cannotPersist
        /// A part of the cluster is down, or its nodes have not agreed yet who leads (`CLUSTERDOWN`).
        case clusterDown
        /// The keys are being moved to another node, and some are there already (`TRYAGAIN`).
        case slotMoving
        /// The keys belong to different slots of a cluster (`CROSSSLOT`).
        case crossSlot
        /// The nodes of a cluster send a command to each other, or to no known one (`MOVED`, `ASK`).
        case redirected
        /// A database other than 0 is configured, and the server is a cluster, which has no other.
        case databaseInCluster
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
    /// What the server's error begins with, `NOPERM`, for anybody to see; `nil` when the server said nothing, or no such word.
    public var word: String?

    public init(code: Code, message: String, mayHaveTakenEffect: Bool, word: String? = nil) {
        self.code = code
        self.message = message
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.word = word
    }

    public var description: String {
        let name = if case .server(let word) = code { word } else { "\(code)" }
        return "\(name): \(message)"
    }

    /// Another attempt at once, or after a short while, may succeed.
    func allowsRetry(of command: RedisCommand) -> Bool {
        switch code {
        case .connect, .loading, .busyScript, .readOnlyReplica, .clusterDown, .redirected: true
        case .connectionLost, .slotMoving: !mayHaveTakenEffect || command.isIdempotent
        case .tls, .authentication, .permission, .outOfMemory, .cannotPersist, .crossSlot, .databaseInCluster, .timeout,
            .cancelled, .closed, .protocol, .server:
            false
        }
    }
}

extension RedisError {
    /// - Parameter reply: the server's error without its `-`, `READONLY You can't write against a read only replica.`
    init(reply: String) {
        let reply = Self.withoutScript(reply)
        let word = String(reply.prefix { $0 != " " })
        // Before Redis 7 what a script may not do is told without a word of its own.
        let isScriptRefused = reply.contains(bytesOf: "The user executing the script can't")
        // It made or sought another key than it began with, where the slot is being moved away.
        let isScriptAstray = reply.contains(bytesOf: "cript attempted to access a non local key")
        let code: Code =
            switch word {
            case "NOAUTH", "WRONGPASS": .authentication
            case "NOPERM": .permission
            case "OOM": .outOfMemory
            case "READONLY": .readOnlyReplica
            case "MISCONF": .cannotPersist
            case "CLUSTERDOWN": .clusterDown
            case "TRYAGAIN": .slotMoving
            case "CROSSSLOT": .crossSlot
            case "MOVED", "ASK": .redirected
            case "BUSY", "UNKILLABLE": .busyScript
            case "LOADING", "MASTERDOWN": .loading
            case "DENIED": .connect
            case _ where isScriptRefused: .permission
            case _ where isScriptAstray: .slotMoving
            case "ERR" where reply.hasBytePrefix("ERR max number of clients"): .connect
            case "ERR" where reply.hasBytePrefix("ERR invalid password"): .authentication
            case "ERR" where reply.hasBytePrefix("ERR SELECT is not allowed in cluster mode"): .databaseInCluster
            default: .server(word)
            }
        var message = Self.withoutArguments(reply)
        if code == .databaseInCluster { message += "; a cluster has database 0 only" }
        let said: String? =
            switch code {
            case .databaseInCluster: "SELECT is not allowed in cluster mode"
            case .permission: "NOPERM"
            default: word.utf8.allSatisfy(Self.isOfWord) && (1...32).contains(word.utf8.count) ? word : nil
            }
        self.init(code: code, message: message, mayHaveTakenEffect: isScriptAstray, word: said)
    }

    private static func isOfWord(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    /// Before Redis 7 the error of a command in a script stands behind `ERR Error running script (call to f_…):
    /// @user_script:1: -`, and so may a script's own behind `@user_script:1:`.
    private static func withoutScript(_ reply: String) -> String {
        guard reply.hasBytePrefix("ERR Error running script"), let dash = reply.firstRange(ofBytes: ": -") else {
            return reply
        }
        return String(reply[dash.upperBound...])
    }

    /// The server quotes the arguments of a command that it does not know, and they may be anybody's words.
    private static func withoutArguments(_ reply: String) -> String {
        let opening = "ERR unknown command"
        return reply.hasBytePrefix(opening) ? opening : reply
    }
}
