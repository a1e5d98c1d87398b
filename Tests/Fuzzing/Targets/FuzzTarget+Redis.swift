@testable import Redis

extension FuzzTarget {
    /// However a server's bytes are cut, the same replies come of them; a reply that is made is read; a command arrives as
    /// the arguments that were given; and an address is one or is refused without telling the password.
    static let redis = FuzzTarget("redis") { fixtures in
        let replies = [
            "+OK\r\n", "-ERR no\r\n", ":42\r\n", "$-1\r\n", "*-1\r\n", "$5\r\nhello\r\n*2\r\n:1\r\n*1\r\n$0\r\n\r\n",
            "*3\r\n-MOVED 1\r\n+a\r\n$2\r\n\u{00e9}\r\n",
        ]
        return replies.map { [3] + Array($0.utf8) }
            + fixtures.texts.map { Array(("redis://user:secret@" + $0).utf8) }
            + ["rediss://:p%40ss@[::1]:6380/3", "redis://localhost"].map { Array($0.utf8) }
    } check: { bytes in
        var input = FuzzInput(bytes)
        let cut = Int(input.byte())
        let stream = Array(input.rest)
        let pieces = stride(from: 0, to: stream.count, by: cut + 1).map { start in
            Array(stream[start..<min(stream.count, start + cut + 1)])
        }
        try require(try read(pieces) == (try read([stream])), "other replies are read in pieces of \(cut + 1) bytes")

        let value = value(&input, depth: 0)
        let reply = try read([wireBytes(of: value)])
        try require(reply == Replies(values: [value]), "\(value) is read as \(reply)")

        try checkCluster(value, text: String(decoding: bytes, as: UTF8.self))

        var arguments = FuzzInput(bytes)
        let command = RedisCommand(arguments: [[0x47]] + arguments.list(atMost: 5) { $0.bytes() }, isIdempotent: true)
        try require(
            try read([command.wireBytes]) == Replies(values: [.array(command.arguments.map(RedisValue.bytes))]),
            "a command arrives as another")
        try checkAddress(String(decoding: bytes, as: UTF8.self))
    }

    /// Whatever nodes say of each other, it leads to a slot of 16,384 and to a host that needs no escaping, or nowhere; and
    /// what is told to anybody of an error is short and plain.
    private static func checkCluster(_ value: RedisValue, text: String) throws {
        let speaker = RedisAddress(host: "a", port: 1)
        let topology = RedisTopology(value, from: speaker)
        let redirection = RedisRedirection(text, from: speaker) ?? RedisRedirection("MOVED 1 " + text, from: speaker)
        let nodes = (topology?.primaries ?? []) + (topology?.replicas ?? []) + [redirection?.target].compactMap(\.self)
        for node in nodes {
            let isPlain = node.host.utf8.allSatisfy { RedisConfiguration.isHostByte($0) || $0 == UInt8(ascii: ":") }
            try require(isPlain && !node.host.isEmpty && node.port > 0, "\(node) is taken for a node")
        }
        let word = RedisError(reply: text).word ?? ""
        try require(
            word.utf8.count <= 40 && word.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "\(word) is told to anybody")
    }

    private struct Replies: Equatable {
        var values: [RedisValue] = []
        var hasFailed = false
    }

    private static func read(_ pieces: [[UInt8]]) throws -> Replies {
        let reader = try RedisReplyReader(maximumReplySize: 1 << 20)
        var replies = Replies()
        do throws(RedisError) {
            for piece in pieces {
                try reader.feed(piece)
                while let value = try reader.next() { replies.values.append(value) }
            }
        } catch {
            try require(error.code == .protocol, "a reply is refused as \(error.code)")
            replies.hasFailed = true
        }
        return replies
    }

    private static func value(_ input: inout FuzzInput, depth: Int) -> RedisValue {
        switch input.number(below: depth < 5 ? 6 : 5) {
        case 0: .null
        case 1: .integer(input.integer(Int64.self))
        case 2: .bytes(input.bytes())
        case 3: .status(line(input.text()))
        case 4: .error(line(input.text()))
        default: .array(input.list(atMost: 6) { value(&$0, depth: depth + 1) })
        }
    }

    /// Without what ends a line.
    private static func line(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    }

    private static func wireBytes(of value: RedisValue) -> [UInt8] {
        switch value {
        case .null: Array("$-1\r\n".utf8)
        case .integer(let number): Array(":\(number)\r\n".utf8)
        case .bytes(let bytes): Array("$\(bytes.count)\r\n".utf8) + bytes + Array("\r\n".utf8)
        case .status(let text): Array("+\(text)\r\n".utf8)
        case .error(let text): Array("-\(text)\r\n".utf8)
        case .array(let elements): Array("*\(elements.count)\r\n".utf8) + elements.flatMap(wireBytes(of:))
        }
    }

    private static func checkAddress(_ url: String) throws {
        let configuration: RedisConfiguration
        do throws(RedisConfiguration.InvalidURL) {
            configuration = try RedisConfiguration(url: url)
        } catch {
            try require(!error.description.contains("secret"), "the password is told")
            return
        }
        try require(!configuration.host.isEmpty && configuration.port > 0, "a server without host or port")
        try require(configuration.database >= 0, "the database \(configuration.database)")
    }
}
