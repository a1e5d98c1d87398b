/// A volatile value in a recorded answer: `<timestamp>` stands for any text of that form, and `<timestamp:NAME>` keeps the
/// one that came for later events, which write it `{{NAME}}`.
struct Mask: Hashable {
    enum Kind: String, CaseIterable {
        /// RFC 3339 in UTC.
        case timestamp
        case uuid
        case messageID = "message-id"
        case reviewID = "review-id"
        /// An opaque token of letters, digits and `-_.~=`.
        case token
        case url
        case number
        /// Text that is not empty.
        case text
        /// Alone: any value of any kind. Within a text: any text, also none.
        case any

        /// A regular expression for the whole value.
        var pattern: String {
            switch self {
            case .timestamp: #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"#
            case .uuid: #"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"#
            case .messageID: #"MESSAGE-\d{10}-[0-9a-f]{8}"#
            case .reviewID: #"REVIEW-\d{10}-[0-9a-f]{8}"#
            case .token: #"[A-Za-z0-9_.~=\-]+"#
            case .url: #"https?://[^\s"]+"#
            case .number: #"-?\d+(?:\.\d+)?"#
            case .text: #"(?s:.+)"#
            case .any: #"(?s:.*)"#
            }
        }

        /// What `--update` masks by itself, the longest form first: values that differ from run to run.
        static let recorded: [Kind] = [.messageID, .reviewID, .timestamp, .uuid]
    }

    var kind: Kind
    var name: String?
}

/// A text of a recorded answer, cut into what is literal and what is masked.
struct MaskedText: Hashable {
    enum Part: Hashable {
        case literal(String)
        case mask(Mask)
    }

    let parts: [Part]

    /// What looks like a mask and names no known kind is literal.
    init(_ text: String) {
        var parts: [Part] = []
        var rest = text[...]
        while let match = rest.firstMatch(of: #/<([a-z\-]+)(?::([A-Za-z][A-Za-z0-9_]*))?>/#) {
            let end = match.range.upperBound
            if let kind = Mask.Kind(rawValue: String(match.1)) {
                Self.append(rest[..<match.range.lowerBound], to: &parts)
                parts.append(.mask(Mask(kind: kind, name: match.2.map(String.init))))
            } else {
                Self.append(rest[..<end], to: &parts)
            }
            rest = rest[end...]
        }
        Self.append(rest, to: &parts)
        self.parts = parts
    }

    private static func append(_ text: Substring, to parts: inout [Part]) {
        guard !text.isEmpty else { return }
        if case .literal(let previous) = parts.last {
            parts[parts.count - 1] = .literal(previous + text)
        } else {
            parts.append(.literal(String(text)))
        }
    }

    /// The mask, when there is nothing beside it.
    var soleMask: Mask? {
        guard parts.count == 1, case .mask(let mask) = parts[0] else { return nil }
        return mask
    }

    /// - Returns: what the named masks stand for in `text`; `nil` when the text is another.
    func match(_ text: String) -> [String: String]? {
        var pattern = ""
        var names: [String?] = []
        for part in parts {
            switch part {
            case .literal(let literal):
                pattern += Self.escaped(literal)
            case .mask(let mask):
                pattern += "(" + mask.kind.pattern + ")"
                names.append(mask.name)
            }
        }
        guard !names.isEmpty else { return parts == MaskedText(text).parts || literal == text ? [:] : nil }
        guard let expression = try? Regex(pattern).matchingSemantics(.unicodeScalar),
            let match = try? expression.wholeMatch(in: text)
        else { return nil }
        var values: [String: String] = [:]
        for (position, name) in names.enumerated() {
            guard let name, let value = match.output[position + 1].substring.map(String.init) else { continue }
            if let other = values[name], other != value { return nil }
            values[name] = value
        }
        return values
    }

    private var literal: String {
        parts.map { part in
            if case .literal(let text) = part { text } else { "" }
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var pattern = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) {
                pattern += scalar.value < 0x20 ? "\\u{\(String(scalar.value, radix: 16))}" : "\\" + String(scalar)
            } else {
                pattern.unicodeScalars.append(scalar)
            }
        }
        return pattern
    }
}
