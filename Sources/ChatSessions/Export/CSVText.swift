/// Rows of comma-separated values (RFC 4180): every cell quoted, lines ended by CRLF.
enum CSVText {
    static func row(_ cells: [String]) -> [UInt8] {
        var line: [UInt8] = []
        for (position, cell) in cells.enumerated() {
            if position > 0 { line.append(UInt8(ascii: ",")) }
            line.append(UInt8(ascii: "\""))
            if startsFormula(cell) { line.append(UInt8(ascii: "'")) }
            for byte in cell.utf8 {
                if byte == UInt8(ascii: "\"") { line.append(byte) }
                line.append(byte)
            }
            line.append(UInt8(ascii: "\""))
        }
        line += [0x0D, 0x0A]
        return line
    }

    /// True for text that a spreadsheet would run (OWASP: CSV injection); an apostrophe in front keeps it text.
    private static func startsFormula(_ cell: String) -> Bool {
        switch cell.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
        default: false
        }
    }
}
