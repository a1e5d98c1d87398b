/// Reads the part of XML 1.0 that services write, strictly, from UTF-8.
struct XMLReader {
    /// Elements may be nested this deep; S3's answers are nested four deep.
    static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(XMLError) -> XMLNode {
        _ = take("\u{FEFF}")
        if take("<?xml") { try skip(past: "?>") }
        try skipMiscellany()
        guard take("<") else { throw error("no element") }
        let root = try element(depth: 1)
        try skipMiscellany()
        guard position == bytes.count else { throw error("something behind the root") }
        return root
    }

    private func error(_ what: String) -> XMLError { XMLError("not XML: \(what) at byte \(position)") }

    private func peek() throws(XMLError) -> UInt8 {
        guard position < bytes.count else { throw error("unexpected end") }
        return bytes[position]
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        let isNext = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        if isNext { position += length }
        return isNext
    }

    private mutating func skip(past end: StaticString) throws(XMLError) {
        while !take(end) {
            _ = try peek()
            position += 1
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
    }

    /// Blanks and comments around the root.
    private mutating func skipMiscellany() throws(XMLError) {
        skipBlanks()
        while take("<!--") {
            try skip(past: "-->")
            skipBlanks()
        }
    }

    /// Behind `<`, to the end of the end tag.
    private mutating func element(depth: Int) throws(XMLError) -> XMLNode {
        guard depth <= Self.maximumDepth else { throw error("nested too deep") }
        var node = XMLNode(name: try name())
        if try attributes() { return node }
        var text: [UInt8] = []
        while true {
            if take("</") {
                guard try name() == node.name else { throw error("an end tag of another element") }
                skipBlanks()
                guard take(">") else { throw error("an end tag without end") }
                guard let text = String(validating: text, as: UTF8.self) else { throw error("text that is not UTF-8") }
                guard !text.utf8.contains(0) else { throw error("text with a NUL") }
                node.text = text
                return node
            } else if take("<!--") {
                try skip(past: "-->")
            } else if take("<![CDATA[") {
                let start = position
                try skip(past: "]]>")
                text += bytes[start..<(position - 3)]
            } else if take("<") {
                node.children.append(try element(depth: depth + 1))
            } else if take("&") {
                text += try reference()
            } else {
                text.append(try peek())
                position += 1
            }
        }
    }

    private mutating func name() throws(XMLError) -> String {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard position > start, let name = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw error("no name")
        }
        return name
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"), 0x80...:
            true
        default: false
        }
    }

    /// Passes over attributes to the end of a start tag.
    ///
    /// - Returns: whether the element is empty and has ended.
    private mutating func attributes() throws(XMLError) -> Bool {
        while true {
            let start = position
            skipBlanks()
            if take("/>") { return true }
            if take(">") { return false }
            guard position > start else { throw error("a start tag without end") }
            _ = try name()
            skipBlanks()
            guard take("=") else { throw error("an attribute without value") }
            skipBlanks()
            if take("\"") {
                try skip(past: "\"")
            } else if take("'") {
                try skip(past: "'")
            } else {
                throw error("an attribute without quotes")
            }
        }
    }

    /// Behind `&`: one of the five entities, or a character by its number.
    private mutating func reference() throws(XMLError) -> [UInt8] {
        if take("amp;") { return [UInt8(ascii: "&")] }
        if take("lt;") { return [UInt8(ascii: "<")] }
        if take("gt;") { return [UInt8(ascii: ">")] }
        if take("quot;") { return [UInt8(ascii: "\"")] }
        if take("apos;") { return [UInt8(ascii: "'")] }
        guard take("#") else { throw error("an unknown entity") }
        let radix = take("x") ? 16 : 10
        let start = position
        while try peek() != UInt8(ascii: ";"), position - start < 8 { position += 1 }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        // UInt32 would take a sign.
        guard take(";"), digits.utf8.first != UInt8(ascii: "+"), let number = UInt32(digits, radix: radix), number > 0,
            let character = Unicode.Scalar(number)
        else { throw error("no character has this number") }
        return Array(String(Character(character)).utf8)
    }
}
