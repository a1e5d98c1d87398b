extension JSON {
    /// Arrays and objects may be nested this deep. DynamoDB allows 32; API Gateway passes on anything.
    public static let maximumDepth = 128

    /// Parses one JSON text (RFC 8259, strict). A lone surrogate escape becomes U+FFFD, as Swift's strings cannot hold it.
    ///
    /// - Throws: ``JSONError`` with the byte where the text stops being JSON.
    public init(parsing bytes: some Collection<UInt8>) throws(JSONError) {
        if let value = bytes.withContiguousStorageIfAvailable(Self.parse) {
            self = try value.get()
        } else {
            self = try Array(bytes).withUnsafeBufferPointer(Self.parse).get()
        }
    }

    public init(parsing text: String) throws(JSONError) {
        var text = text
        self = try text.withUTF8(Self.parse).get()
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONError> {
        Result { () throws(JSONError) in
            var parser = JSONParser(bytes: bytes)
            return try parser.parseDocument()
        }
    }
}

/// A recursive-descent parser over bytes, bounded in depth.
struct JSONParser<Bytes: RandomAccessCollection<UInt8>> where Bytes.Index == Int {
    private let bytes: Bytes
    private var position: Int
    private let end: Int

    init(bytes: Bytes) {
        self.bytes = bytes
        position = bytes.startIndex
        end = bytes.endIndex
    }

    var isAtEnd: Bool { position == end }

    mutating func parseDocument() throws(JSONError) -> JSON {
        skipSpace()
        let value = try parseValue(depth: 0)
        skipSpace()
        guard isAtEnd else { throw error(.unexpectedCharacter) }
        return value
    }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: position - bytes.startIndex)
    }

    private mutating func skipSpace() {
        while position < end {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < end else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    private mutating func parseValue(depth: Int) throws(JSONError) -> JSON {
        switch try peek() {
        case UInt8(ascii: "{"):
            return try parseObject(depth: depth)
        case UInt8(ascii: "["):
            return try parseArray(depth: depth)
        case UInt8(ascii: "\""):
            return .string(try parseString())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default:
            return .number(try parseNumber())
        }
    }

    private mutating func expect(_ word: StaticString) throws(JSONError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard try peek() == word.utf8Start[offset] else { throw error(.unexpectedCharacter) }
            position += 1
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSON {
        guard depth < JSON.maximumDepth else { throw error(.tooDeep) }
        position += 1
        var object = JSONObject()
        skipSpace()
        if try peek() == UInt8(ascii: "}") {
            position += 1
            return .object(object)
        }
        while true {
            guard try peek() == UInt8(ascii: "\"") else { throw error(.unexpectedCharacter) }
            let key = try parseString()
            skipSpace()
            guard try peek() == UInt8(ascii: ":") else { throw error(.unexpectedCharacter) }
            position += 1
            skipSpace()
            object[key] = try parseValue(depth: depth + 1)
            skipSpace()
            if try !parseSeparator(closing: UInt8(ascii: "}")) { return .object(object) }
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> JSON {
        guard depth < JSON.maximumDepth else { throw error(.tooDeep) }
        position += 1
        var array: [JSON] = []
        skipSpace()
        if try peek() == UInt8(ascii: "]") {
            position += 1
            return .array(array)
        }
        while true {
            array.append(try parseValue(depth: depth + 1))
            skipSpace()
            if try !parseSeparator(closing: UInt8(ascii: "]")) { return .array(array) }
        }
    }

    /// Consumes a comma (and the space behind it) or the closing bracket; true after a comma.
    private mutating func parseSeparator(closing: UInt8) throws(JSONError) -> Bool {
        switch try peek() {
        case UInt8(ascii: ","):
            position += 1
            skipSpace()
            return true
        case closing:
            position += 1
            return false
        default:
            throw error(.unexpectedCharacter)
        }
    }

    mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        if position < end, bytes[position] == UInt8(ascii: "-") { position += 1 }
        guard position < end else { throw error(.unexpectedEnd) }
        switch bytes[position] {
        case UInt8(ascii: "0"): position += 1
        case UInt8(ascii: "1")...UInt8(ascii: "9"): skipDigits()
        default: throw error(position == start ? .unexpectedCharacter : .invalidNumber)
        }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            position += 1
            guard skipDigits() else { throw error(.invalidNumber) }
        }
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < end, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard skipDigits() else { throw error(.invalidNumber) }
        }
        return JSONNumber(validated: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    @discardableResult
    private mutating func skipDigits() -> Bool {
        let start = position
        while position < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        return position > start
    }

    private mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < end {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = try decode(bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"):
                return try parseEscapedString(from: start)
            case 0..<0x20:
                throw error(.controlCharacter)
            default:
                position += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private func decode(_ slice: some Collection<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw error(.invalidUTF8) }
        return text
    }

    /// The slower path, taken at the first backslash: collects unescaped bytes.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<position])
        while position < end {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                let string = try decode(text)
                position += 1
                return string
            case UInt8(ascii: "\\"):
                position += 1
                try parseEscape(into: &text)
            case 0..<0x20:
                throw error(.controlCharacter)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: try parseScalar().utf8)
        default: throw error(.invalidEscape)
        }
    }

    /// The scalar of `\uXXXX`, joined with a following low surrogate; U+FFFD for one half of a pair.
    private mutating func parseScalar() throws(JSONError) -> Unicode.Scalar {
        let high = try parseHex()
        if let scalar = Unicode.Scalar(UInt32(high)) { return scalar }
        guard (0xD800...0xDBFF).contains(high), end - position >= 6, bytes[position] == UInt8(ascii: "\\"),
            bytes[position + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        let resume = position
        position += 2
        let low = try parseHex()
        guard (0xDC00...0xDFFF).contains(low) else {
            position = resume
            return "\u{FFFD}"
        }
        let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func parseHex() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = byte.hexDigitValue else { throw error(.invalidEscape) }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
