/// What Redis answers: a value of its protocol, version 2 (RESP2).
public enum RedisValue: Sendable, Hashable {
    /// There is nothing: no such key, no such element.
    case null
    case integer(Int64)
    /// A bulk string: any bytes.
    case bytes([UInt8])
    /// A simple string, such as `OK`.
    case status(String)
    case array([RedisValue])
    /// An error inside an array. As a whole answer it is thrown, as ``RedisError``.
    case error(String)

    /// A bulk string or a simple string as text; `nil` for all else and for bytes that are not UTF-8.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        case .null, .integer, .array, .error: nil
        }
    }
}

extension RedisValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// A bulk string.
    public init(stringLiteral text: String) { self = .bytes(Array(text.utf8)) }

    public init(integerLiteral number: Int64) { self = .integer(number) }

    public init(arrayLiteral elements: RedisValue...) { self = .array(elements) }
}
