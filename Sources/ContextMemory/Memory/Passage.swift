/// A piece of text that a search has found, for an answer to rest on.
public struct Passage: Sendable, Hashable {
    public var text: String
    /// Where it is from, for people: a title, a path, a URL.
    public var source: String?

    public init(text: String, source: String? = nil) {
        self.text = text
        self.source = source
    }
}

extension [Passage] {
    /// Numbered and fenced, for the model. A text cannot end its fence.
    var fenced: String {
        let parts = enumerated().map { offset, passage in
            let source = passage.source.map { " source=\"\(Self.inAttribute($0))\"" } ?? ""
            return "<passage number=\"\(offset + 1)\"\(source)>\n\(Self.withoutFence(passage.text))\n</passage>"
        }
        return "<passages>\n\(parts.joined(separator: "\n"))\n</passages>"
    }

    private static func inAttribute(_ text: String) -> String {
        String(
            text.unicodeScalars.flatMap { scalar -> String in
                switch scalar {
                case "\"": "&quot;"
                case "<": "&lt;"
                case ">": "&gt;"
                default: Character(scalar).isNewline ? " " : String(scalar)
                }
            })
    }

    /// `<` becomes `&lt;` where it begins our tags, whatever the case and the white space.
    private static func withoutFence(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let open = rest.firstIndex(of: "<") {
            shown.append(contentsOf: rest[..<open])
            rest = rest[rest.index(after: open)...]
            let tag = rest.lazy.filter(isLegible).drop { $0 == "/" || $0.properties.isWhitespace }
                .prefix("passage".count)
            shown.append(
                contentsOf: (String(String.UnicodeScalarView(tag)).lowercased() == "passage" ? "&lt;" : "<")
                    .unicodeScalars)
        }
        return String(shown) + String(rest)
    }

    /// False for accents and what is invisible: with one of them behind it, the character `<` would be no `<`.
    private static func isLegible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark, .format: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
