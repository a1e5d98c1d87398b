internal import WireFormats

/// The headers of a canonical request: lower-case names in order, values without superfluous white space.
struct CanonicalHeaders {
    private struct Field {
        let name: String
        let value: String
        /// Keeps fields of one name in the order they were given.
        let position: Int
    }

    private var fields: [Field] = []

    init() { fields.reserveCapacity(16) }

    mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: Self.lowercase(name), value: value, position: fields.count))
    }

    mutating func sort() {
        fields.sort { $0.name == $1.name ? $0.position < $1.position : $0.name < $1.name }
    }

    /// Appends `name;name;name`.
    func appendNames(to bytes: inout [UInt8]) {
        var last: String?
        for field in fields where field.name != last {
            if last != nil { bytes.append(UInt8(ascii: ";")) }
            bytes.append(contentsOf: field.name.utf8)
            last = field.name
        }
    }

    /// Appends a line for each name; values of one name are joined by commas.
    func appendLines(to bytes: inout [UInt8]) {
        var last: String?
        for field in fields {
            if field.name == last {
                bytes.append(UInt8(ascii: ","))
            } else {
                if last != nil { bytes.append(UInt8(ascii: "\n")) }
                bytes.append(contentsOf: field.name.utf8)
                bytes.append(UInt8(ascii: ":"))
            }
            Self.appendTrimmed(field.value, to: &bytes)
            last = field.name
        }
        if last != nil { bytes.append(UInt8(ascii: "\n")) }
    }

    /// Headers that proxies and clients change on the way, or that only say something about the connection.
    static func isUnsignable(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: HTTPHeaders.isSame(name, "te")
        case 6: HTTPHeaders.isSame(name, "expect")
        case 7: HTTPHeaders.isSame(name, "upgrade") || HTTPHeaders.isSame(name, "trailer")
        case 10:
            HTTPHeaders.isSame(name, "user-agent") || HTTPHeaders.isSame(name, "connection")
                || HTTPHeaders.isSame(name, "keep-alive")
        case 13: HTTPHeaders.isSame(name, "authorization")
        case 15: HTTPHeaders.isSame(name, "x-amzn-trace-id")
        case 17: HTTPHeaders.isSame(name, "transfer-encoding")
        default: false
        }
    }

    private static func lowercase(_ name: String) -> String {
        name.utf8.contains { UInt8(ascii: "A") <= $0 && $0 <= UInt8(ascii: "Z") } ? name.lowercased() : name
    }

    /// Outer white space goes, inner runs of it (folded lines too) become one space.
    private static func appendTrimmed(_ value: String, to bytes: inout [UInt8]) {
        let first = bytes.count
        var value = value
        value.withUTF8 { utf8 in
            var position = 0
            while position < utf8.count {
                let start = position
                while position < utf8.count, !isWhiteSpace(utf8[position]) { position += 1 }
                if position > start {
                    if bytes.count > first { bytes.append(0x20) }
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<position]))
                }
                position += 1
            }
        }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D)
    }
}
