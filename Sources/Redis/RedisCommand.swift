/// A command and its arguments, as Redis takes them: an array of byte strings.
public struct RedisCommand: Sendable, Hashable {
    /// The name first.
    public var arguments: [[UInt8]]
    /// Carrying it out twice leaves the same as carrying it out once, so that it may be sent again when a connection broke
    /// before the answer.
    public var isIdempotent: Bool

    public init(arguments: [[UInt8]], isIdempotent: Bool) {
        self.arguments = arguments
        self.isIdempotent = isIdempotent
    }

    public init(_ name: String, _ arguments: String..., isIdempotent: Bool) {
        self.init(arguments: [Array(name.utf8)] + arguments.map { Array($0.utf8) }, isIdempotent: isIdempotent)
    }

    /// Its first key, by which a node of a cluster is chosen: of a script the one behind the number of keys, of most other
    /// commands what stands behind the name. Where that is no key, the command may arrive by one round trip more.
    var key: [UInt8]? {
        let position = ["EVAL", "EVALSHA"].contains { arguments.first?.elementsEqual($0.utf8) == true } ? 3 : 1
        return arguments.count > position ? arguments[position] : nil
    }

    /// The command in Redis's protocol: `*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n`.
    var wireBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arguments.reduce(16) { $0 + $1.count + 16 })
        func append(_ kind: Unicode.Scalar, _ count: Int) {
            bytes.append(UInt8(ascii: kind))
            bytes.append(contentsOf: String(count).utf8)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        append("*", arguments.count)
        for argument in arguments {
            append("$", argument.count)
            bytes.append(contentsOf: argument)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        return bytes
    }
}
