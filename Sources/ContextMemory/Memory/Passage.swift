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
            text.flatMap { character -> String in
                switch character {
                case "\"": "&quot;"
                case "<": "&lt;"
                case ">": "&gt;"
                default: character.isNewline ? " " : String(character)
                }
            })
    }

    /// `<` becomes `&lt;` where it begins our tags, whatever the case and the white space.
    private static func withoutFence(_ text: String) -> String {
        var shown = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            shown += rest[..<open]
            rest = rest[rest.index(after: open)...]
            let tag = rest.drop { $0 == "/" || $0.isWhitespace }.prefix("passage".count)
            shown += tag.lowercased() == "passage" ? "&lt;" : "<"
        }
        return shown + rest
    }
}
