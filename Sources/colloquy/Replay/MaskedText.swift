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
