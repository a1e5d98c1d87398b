internal import WireFormats

/// Finds the text of single elements in the short, flat XML of error answers. Not an XML parser.
enum XMLElement {
    /// The text of the first element with this name and no children; `nil` when there is none.
    static func text(of name: String, in xml: String) -> String? {
        guard let start = xml.firstRange(ofBytes: "<\(name)>"),
            let end = xml[start.upperBound...].firstRange(ofBytes: "</\(name)>")
        else { return nil }
        return unescape(xml[start.upperBound..<end.lowerBound])
    }

    private static func unescape(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        var unescaped = ""
        var rest = text
        while let mark = rest.firstIndex(of: "&") {
            unescaped += rest[..<mark]
            rest = rest[mark...]
            guard let end = rest.prefix(12).firstIndex(of: ";"),
                let character = character(rest[rest.index(after: mark)..<end])
            else {
                unescaped += "&"
                rest = rest.dropFirst()
                continue
            }
            unescaped.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return unescaped + rest
    }

    private static func character(_ entity: Substring) -> Character? {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasBytePrefix("#") else { return nil }
            let digits = entity.dropFirst()
            let value = digits.hasBytePrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init).map(Character.init)
        }
    }
}
