public import WireFormats

/// Damages JSON as a careless or hostile sender would: wrong types, missing members, depth, huge numbers, broken bytes.
public struct Mutation {
    public var random: SeededGenerator

    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The document with one to four things changed, as JSON text or what is left of it.
    public mutating func mutate(_ document: JSON) -> [UInt8] {
        var document = document
        for _ in 0...random.below(3) where !random.isTrue(oneIn: 4) { document = changed(document, depth: 0) }
        var bytes = document.serialized()
        if random.isTrue(oneIn: 3) { damage(&bytes) }
        return bytes
    }

    /// Flips, drops, doubles or inserts bytes.
    public mutating func damage(_ bytes: inout [UInt8]) {
        for _ in 0...random.below(3) where !bytes.isEmpty {
            let position = random.below(bytes.count)
            switch random.below(7) {
            case 0: bytes[position] ^= 1 << UInt8(random.below(8))
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(UInt8(random.below(256)), at: position)
            case 3: bytes.removeSubrange(position...)
            case 4: bytes.insert(contentsOf: random.pick(Self.fragments).utf8, at: position)
            case 5: bytes.insert(contentsOf: random.pick(Self.brokenUTF8), at: position)
            default:
                let end = min(bytes.count, position + random.below(32))
                bytes.insert(contentsOf: bytes[position..<end], at: position)
            }
        }
    }

    private mutating func changed(_ value: JSON, depth: Int) -> JSON {
        switch value {
        case .object(let object) where !object.isEmpty && !random.isTrue(oneIn: 8):
            var object = object
            let key = random.pick(object.keys)
            switch random.below(depth < 6 ? 8 : 3) {
            case 0: object[key] = nil
            case 1: object[key] = surprise()
            case 2: object[random.pick(Self.names)] = surprise()
            default: object[key] = object[key].map { changed($0, depth: depth + 1) }
            }
            return .object(object)
        case .array(let array) where !array.isEmpty && !random.isTrue(oneIn: 8):
            var array = array
            let position = random.below(array.count)
            if random.isTrue(oneIn: 4) {
                array.append(surprise())
            } else {
                array[position] = changed(array[position], depth: depth + 1)
            }
            return .array(array)
        case .string(let text) where !random.isTrue(oneIn: 4):
            var bytes = Array(text.utf8)
            damage(&bytes)
            return .string(String(decoding: bytes, as: UTF8.self))
        default:
            return surprise()
        }
    }

    private mutating func surprise() -> JSON {
        switch random.below(10) {
        case 0: return .null
        case 1: return .bool(random.isTrue(oneIn: 2))
        case 2: return JSONNumber(literal: random.pick(Self.numbers)).map(JSON.number) ?? .null
        case 3: return .string(random.pick(Self.fragments))
        case 4: return [.string(random.pick(Self.fragments)), 1, nil]
        case 5: return ["a": .string(random.pick(Self.fragments))]
        case 6: return .object([:])
        case 7: return .array([])
        case 8:
            var value: JSON = "deep"
            for _ in 0..<random.below(200) { value = random.isTrue(oneIn: 2) ? [value] : ["d": value] }
            return value
        default: return .string(String(repeating: random.pick(Self.fragments), count: random.below(40)))
        }
    }

    private static let numbers = [
        "0", "-0", "-1", "1e400", "-1e400", "1e-400", "1e-9223372036854775808", "1e9223372036854775807",
        "1e99999999999999999999", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "1.5", "99999999999999999999999999999999999999", "0.1e1", "1E+2", "2.0",
    ]
    private static let fragments = [
        "", "%", "%E0%A4%A", "%00", "%ff", "/", "//", "..", "{id}", "=", "====", "AAA", "A===", "!!!!", "é", "e\u{301}",
        "\u{0}", "\r\nX-Evil: 1", "null", "true", "{\"operation\":\"x\"}", "{\"action\":\"x\"}", "[", "\u{1F600}",
        "[Admin", "[Admin Users]", "a,b", "GET", "2.0", "&a=b", "*", "Z", "😀%F0%9F",
    ]
    private static let names = [
        "action", "operation", "body", "requestContext", "httpMethod", "path", "rawPath", "version", "headers",
        "cookies",
        "isBase64Encoded", "multiValueHeaders", "authorizer", "http", "elb", "stage", "routeKey", "resource", "source",
        "detail-type", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "rawQueryString",
    ]
    private static let brokenUTF8: [[UInt8]] = [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ]
}
