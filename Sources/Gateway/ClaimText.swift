import WireFormats

/// A claim that a gateway has made a text of.
///
/// An HTTP API's JWT authorizer gives every claim as text: a list as `[a b]`, an object as `map[roles:[a b]]`, as Go prints
/// them, without a sign for where a name with a blank begins and ends (https://github.com/floci-io/floci/pull/2011 measured
/// it in July 2026). A REST API joins a list by commas. A Lambda authorizer may give JSON as text.
///
/// By bytes: as a character, `[` with a combining accent behind it would be no `[`.
struct ClaimText {
    let text: String
    /// A text with a blank in it cannot be taken apart.
    let mayHaveBlanks: Bool

    private static let opening = UInt8(ascii: "[")
    private static let closing = UInt8(ascii: "]")
    private static let blank = UInt8(ascii: " ")

    /// The names in a list, or the one name that the text is. None where it cannot be said where one ends.
    var names: [String] {
        let bytes = text.utf8
        guard bytes.first == Self.opening, bytes.last == Self.closing else {
            if mayHaveBlanks { return text.isEmpty ? [] : [text] }
            return bytes.split(separator: UInt8(ascii: ",")).compactMap(Self.trimmed)
        }
        if let names = (try? JSON(parsing: text))?.array {
            let strings = names.compactMap(\.string)
            if strings.count == names.count { return strings }
        }
        let list = bytes.dropFirst().dropLast()
        if mayHaveBlanks, list.contains(Self.blank) { return [] }
        return list.split(separator: Self.blank).map { String(Substring($0)) }
    }

    /// The object that the text stands for; `nil` when it is none, or cannot be read without a guess.
    var object: JSONObject? {
        if let object = (try? JSON(parsing: text))?.object { return object }
        guard !mayHaveBlanks || !text.utf8.contains(Self.blank) else { return nil }
        var reader = Reader(rest: Array(text.utf8)[...])
        guard let value = reader.value(depth: 0), reader.rest.isEmpty else { return nil }
        return value.object
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String? {
        let start = text.drop { $0 == blank }
        guard let last = start.lastIndex(where: { $0 != blank }) else { return nil }
        return String(Substring(start[...last]))
    }

    /// Reads what Go prints of maps and lists of names without blanks, brackets and, in keys, colons.
    private struct Reader {
        var rest: ArraySlice<UInt8>

        private static let map = Array("map[".utf8)
        private static let maximumDepth = 16

        mutating func value(depth: Int) -> JSON? {
            guard depth < Self.maximumDepth else { return nil }
            if rest.starts(with: Self.map) {
                rest = rest.dropFirst(Self.map.count)
                var object = JSONObject()
                let isWhole = elements { reader in
                    guard let end = reader.rest.firstIndex(of: UInt8(ascii: ":")),
                        let key = String(validating: reader.rest[..<end], as: UTF8.self), !key.isEmpty,
                        object[key] == nil
                    else { return false }
                    reader.rest = reader.rest[(end + 1)...]
                    object[key] = reader.value(depth: depth + 1)
                    return object[key] != nil
                }
                return isWhole ? .object(object) : nil
            }
            if rest.first == opening {
                rest = rest.dropFirst()
                var list: [JSON] = []
                let isWhole = elements { reader in
                    guard let element = reader.value(depth: depth + 1) else { return false }
                    list.append(element)
                    return true
                }
                return isWhole ? .array(list) : nil
            }
            let name = rest.prefix { $0 != blank && $0 != closing && $0 != opening }
            rest = rest[name.endIndex...]
            guard rest.first != opening else { return nil }
            return String(validating: name, as: UTF8.self).map(JSON.string)
        }

        /// What stands up to the closing bracket, one blank between two; false when it does not end.
        private mutating func elements(_ read: (inout Reader) -> Bool) -> Bool {
            while rest.first != closing {
                guard read(&self) else { return false }
                if rest.first == blank { rest = rest.dropFirst() } else if rest.first != closing { return false }
            }
            rest = rest.dropFirst()
            return true
        }
    }
}
