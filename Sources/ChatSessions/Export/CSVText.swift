/// Rows of comma-separated values (RFC 4180) that spreadsheets open with every character as it is: every cell quoted, lines ended
/// by CRLF, nothing that is run as a formula, no cell that is too long.
enum CSVText {
    /// At the start of a file: by it Excel knows UTF-8 from the encoding of the country (Microsoft, "Opening CSV UTF-8 files
    /// correctly in Excel").
    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Of a cell, in UTF-16 code units (Microsoft, "Excel specifications and limits": 32,767 characters). What is over it spills
    /// into cells and rows that follow.
    static let maximumCell = 32_767

    static func row(_ cells: [String]) -> [UInt8] {
        var line: [UInt8] = []
        for (position, cell) in cells.enumerated() {
            if position > 0 { line.append(UInt8(ascii: ",")) }
            line.append(UInt8(ascii: "\""))
            for byte in text(of: cell).utf8 {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
            line.append(UInt8(ascii: "\""))
        }
        line += [0x0D, 0x0A]
        return line
    }

    /// What a cell shows: with an apostrophe before what would be run, `\u{FFFD}` for what no cell can hold, and cut where it is too
    /// long, with how much there was.
    static func text(of cell: String) -> String {
        var text = readable(cell)
        if startsFormula(text) { text = "'" + text }
        let count = text.utf16.count
        guard count > maximumCell else { return text }
        let end = "… [cut: \(count) characters, of which a cell holds \(maximumCell)]"
        var left = maximumCell - end.utf16.count
        return text.prefix { character in
            left -= character.utf16.count
            return left >= 0
        } + end
    }

    /// True for text that a spreadsheet would run (OWASP, "CSV Injection", as of August 2025: `=`, `+`, `-`, `@`, tab, carriage
    /// return, line feed). Spreadsheets of East Asian languages take the full-width forms for the same, and programs differ in what
    /// they pass over before: so also behind white space, and behind characters that are not seen.
    private static func startsFormula(_ text: String) -> Bool {
        if let first = text.unicodeScalars.first, ["\t", "\r", "\n"].contains(first) { return true }
        let first = text.unicodeScalars.first { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .nonspacingMark: false
            default: scalar != replacement
            }
        }
        return first.map(triggers.contains) ?? false
    }

    private static let triggers: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
        // Unicode's small forms, and the minus sign.
        "\u{FE66}", "\u{FE62}", "\u{FE63}", "\u{FE6B}", "\u{2212}",
    ]

    /// Without control characters, at which programs end a cell, a file or their patience (Python's csv: "line contains NUL").
    /// Tabs and ends of lines stay.
    private static func readable(_ text: String) -> String {
        func isUnreadable(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.generalCategory == .control && !["\t", "\n", "\r"].contains(scalar)
        }
        guard text.unicodeScalars.contains(where: isUnreadable) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isUnreadable($0) ? replacement : $0 }))
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"
}
