internal import WireFormats

extension RedisConfiguration {
    /// Why a URL names no Redis. Never quotes the URL, which may hold a password.
    public struct InvalidURL: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter url: `redis[s]://[[user]:password@]host[:port][/database]`, user and password percent-encoded; `valkey[s]`
    ///   means the same. With an `s` it is TLS; the port is 6379 unless it is given.
    public init(url: String) throws(InvalidURL) {
        let (isSecure, rest) = try Self.scheme(of: url)
        if let at = rest.lastIndex(of: UInt8(ascii: "@")), rest[..<at].contains(where: { "#?/".utf8.contains($0) }) {
            throw InvalidURL(
                description: "a #, ? or / in user or password has to be percent-encoded, as %23, %3F or %2F")
        }
        guard !rest.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            throw InvalidURL(description: "options behind ? or # are not known")
        }
        let parts = rest.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        var authority = parts[0]
        var account: (user: String?, password: String)?
        // A password may hold an @ that somebody forgot to encode; a host cannot.
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) {
            account = try Self.account(authority[..<at])
            authority = authority[(at + 1)...]
        }
        let (host, port) = try Self.host(authority)
        self.init(
            host: host, port: port, isSecure: isSecure, user: account?.user, password: account?.password,
            database: parts.count > 1 ? try Self.database(parts[1]) : 0)
    }

    private static func scheme(of url: String) throws(InvalidURL) -> (isSecure: Bool, rest: ArraySlice<UInt8>) {
        let bytes = Array(url.utf8)
        let schemes = [("redis://", false), ("rediss://", true), ("valkey://", false), ("valkeys://", true)]
        for (scheme, isSecure) in schemes where bytes.starts(with: scheme.utf8) {
            return (isSecure, bytes[scheme.utf8.count...])
        }
        if url.hasBytePrefix("unix:") || url.hasBytePrefix("redis+unix:") || url.hasBytePrefix("redis-socket:") {
            throw InvalidURL(
                description: "Unix sockets are not supported; the URL must begin with redis:// or rediss://")
        }
        throw InvalidURL(description: "the URL must begin with redis:// or rediss://")
    }

    /// Tools disagree whether a lone word before the @ is a user or a password, so it is neither.
    private static func account(_ bytes: ArraySlice<UInt8>) throws(InvalidURL) -> (user: String?, password: String) {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
            throw InvalidURL(
                description: "what stands before @ must be user:password, or :password for the default user")
        }
        guard let user = PercentEncoding.decode(String(decoding: bytes[..<colon], as: UTF8.self)),
            let password = PercentEncoding.decode(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
        else { throw InvalidURL(description: "user and password must be UTF-8 once decoded") }
        guard !password.isEmpty else { throw InvalidURL(description: "the password is empty") }
        return (user.isEmpty ? nil : user, password)
    }

    private static func host(_ bytes: ArraySlice<UInt8>) throws(InvalidURL) -> (String, UInt16) {
        var (name, rest) = (bytes, bytes.suffix(0))
        let isBracketed = bytes.first == UInt8(ascii: "[")
        if isBracketed {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
                throw InvalidURL(description: "the bracket of an IPv6 address is not closed")
            }
            (name, rest) = (bytes[(bytes.startIndex + 1)..<end], bytes[(end + 1)...])
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            (name, rest) = (bytes[..<colon], bytes[colon...])
        }
        guard !name.isEmpty else { throw InvalidURL(description: "the host is missing") }
        guard name.allSatisfy({ isHostByte($0) || (isBracketed && $0 == UInt8(ascii: ":")) }) else {
            throw InvalidURL(description: "the host has a character that no host's name has")
        }
        let host = String(decoding: name, as: UTF8.self)
        guard !rest.isEmpty else { return (host, 6_379) }
        guard rest.first == UInt8(ascii: ":"), let port = number(rest.dropFirst(), upTo: 65_535), port > 0 else {
            throw InvalidURL(description: "the port must be a number from 1 to 65535")
        }
        return (host, UInt16(port))
    }

    private static func database(_ bytes: ArraySlice<UInt8>) throws(InvalidURL) -> Int {
        guard !bytes.isEmpty else { return 0 }
        guard let number = number(bytes, upTo: Int(Int32.max)) else {
            throw InvalidURL(description: "the database behind the last / must be a number")
        }
        return number
    }

    private static func number(_ bytes: ArraySlice<UInt8>, upTo maximum: Int) -> Int? {
        guard (1...10).contains(bytes.count),
            bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(String(decoding: bytes, as: UTF8.self)), number <= maximum
        else { return nil }
        return number
    }

    static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
