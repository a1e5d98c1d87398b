import WireFormats

/// Text without what people write differently and mean the same: case and accents, so that `Übung` is found by `ubung` and
/// `ΣΟΦΊΑ` by `σοφια`; full-width forms and ligatures (`ＡＢＣ`, `ﬁ`); the quotation marks, apostrophes and dashes of
/// typesetting, so that `it’s` is found by `it's`; and characters that nobody sees, such as soft hyphens.
///
/// Scalar by scalar: the folded text of a whole is that of its parts in a row, so a position in it can be traced back.
enum FoldedText {
    /// Of a folded text, in bytes. Folding can make a text eleven times as long (`ﷺ`), and items have 400 KB.
    static let maximumBytes = 135_000

    static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars where size < maximumBytes {
            fold(scalar) {
                folded.append($0)
                size += UTF8.width($0)
            }
        }
        return String(folded)
    }

    /// Gives the scalars that stand for `scalar`, none for a combining mark.
    static func fold(_ scalar: Unicode.Scalar, _ append: (Unicode.Scalar) -> Void) {
        if scalar.isASCII {
            append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
            return
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return
        default: break
        }
        if let replacement = FoldingTable.standard.replacement(of: scalar) {
            replacement.forEach(append)
            return
        }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, first != scalar || lower.count > 1 else { return append(scalar) }
        for scalar in lower { fold(scalar, append) }
    }

    /// As texts were folded and stored before full-width forms, ligatures and typographic signs were: only what is a letter of
    /// Latin, Greek or Cyrillic with a mark, by its name, became another one.
    static func foldedEarlier(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                let isMarked = lower.properties.name?.contains(bytesOf: " WITH ") ?? false
                if alphabets.contains(where: { $0.contains(lower.value) }), isMarked || other.contains(lower) {
                    fold(lower) { folded.append($0) }
                } else if lower.properties.generalCategory != .nonspacingMark {
                    folded.append(lower)
                }
            }
        }
        return String(folded)
    }

    private static let alphabets: [ClosedRange<UInt32>] = [0xDF...0x24F, 0x370...0x52F, 0x1E00...0x1FFF]
    private static let other: Set<Unicode.Scalar> = ["ß", "æ", "œ", "ς", "ı", "ё"]
}
