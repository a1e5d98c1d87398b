/// Text without case and accents, so that `Übung` is found by `ubung`, `Łódź` by `lodz` and `ΣΟΦΊΑ` by `σοφια`.
///
/// Scalar by scalar: the folded text of a whole is that of its parts in a row, so a position in it can be traced back.
enum FoldedText {
    static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { fold(scalar) { folded.append($0) } }
        return String(folded)
    }

    /// Gives the scalars that stand for `scalar`, none for a combining mark.
    static func fold(_ scalar: Unicode.Scalar, _ append: (Unicode.Scalar) -> Void) {
        if scalar.isASCII {
            append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
            return
        }
        for lower in scalar.properties.lowercaseMapping.unicodeScalars {
            if let replacement = special[lower] {
                replacement.unicodeScalars.forEach(append)
            } else if let base = bases[lower] {
                append(base)
            } else if lower.properties.generalCategory != .nonspacingMark {
                append(lower)
            }
        }
    }

    /// Letters that are written otherwise in other keyboards' languages, as Unicode's case folding and collation have them.
    private static let special: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ς": "σ", "ı": "i", "ё": "е",
    ]

    /// Small Latin, Greek and Cyrillic letters with marks: the letters without. Unicode names the one after the other,
    /// `LATIN SMALL LETTER E WITH ACUTE`, and never changes a name.
    private static let bases: [Unicode.Scalar: Unicode.Scalar] = {
        let letters = [0x61...0x7A, 0xDF...0x24F, 0x370...0x52F, 0x1E00...0x1FFF]
            .joined().compactMap { Unicode.Scalar(UInt32($0)) }.filter { $0.properties.isLowercase }
        var named: [String: Unicode.Scalar] = [:]
        for letter in letters { letter.properties.name.map { named[$0] = letter } }
        var bases: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (name, letter) in named {
            let words = name.split(separator: " ")
            guard let with = words.firstIndex(of: "WITH") else { continue }
            bases[letter] = named[words[..<with].joined(separator: " ")]
        }
        return bases
    }()
}
