internal import Cryptography
internal import WireFormats

/// A Lua script that Redis runs as one step. It goes over the wire once, and by its SHA-1 from then on.
public struct RedisScript: Sendable, Hashable {
    let source: String
    /// Running it twice with the same arguments leaves the same as running it once; see ``RedisCommand/isIdempotent``.
    public let isIdempotent: Bool
    let digest: String

    public init(_ source: String, isIdempotent: Bool) {
        self.source = source
        self.isIdempotent = isIdempotent
        digest = hexadecimal(Insecure.SHA1.hash(data: source.utf8))
    }

    private func command(_ name: String, _ script: String, _ keys: [String], _ arguments: [[UInt8]]) -> RedisCommand {
        let head = [name, script, String(keys.count)] + keys
        return RedisCommand(arguments: head.map { Array($0.utf8) } + arguments, isIdempotent: isIdempotent)
    }

    func byDigest(keys: [String], arguments: [[UInt8]]) -> RedisCommand {
        command("EVALSHA", digest, keys, arguments)
    }

    func bySource(keys: [String], arguments: [[UInt8]]) -> RedisCommand {
        command("EVAL", source, keys, arguments)
    }
}

extension RedisClient {
    /// Runs a script, and sends its source where the server, or the node of a cluster, does not know it (yet, or since a
    /// restart).
    ///
    /// - Parameters:
    ///   - keys: in a cluster, all of one slot.
    ///   - deadline: see ``send(_:deadline:)``.
    /// - Throws: ``RedisError``.
    public func run(
        _ script: RedisScript, keys: [String], arguments: [[UInt8]], deadline: ContinuousClock.Instant? = nil
    ) async throws(RedisError) -> RedisValue {
        do {
            return try await send(script.byDigest(keys: keys, arguments: arguments), deadline: deadline)
        } catch {
            guard error.code == .server("NOSCRIPT") else { throw error }
            return try await send(script.bySource(keys: keys, arguments: arguments), deadline: deadline)
        }
    }
}
