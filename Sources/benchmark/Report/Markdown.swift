import Glibc

/// Writes tables in Markdown to standard output, row by row, so that a long run shows how far it is.
enum Markdown {
    /// The first column is text, all others are numbers.
    static func header(_ columns: String...) {
        line("\n| \(columns.joined(separator: " | ")) |")
        line("|---|" + String(repeating: "---:|", count: columns.count - 1))
    }

    static func row(_ cells: String...) { row(cells) }

    static func row(_ cells: [String]) { line("| \(cells.joined(separator: " | ")) |") }

    static func line(_ text: String) {
        print(text)
        // Standard output may be a pipe.
        fflush(nil)
    }
}

extension [Double] {
    /// Of values in any order; 0 of none.
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}

extension Double {
    /// Three significant digits, plainly.
    var text: String {
        if magnitude >= 100 { return String(Int(rounded())) }
        let scale: Double = magnitude >= 10 ? 10 : 100
        let rounded = (self * scale).rounded() / scale
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    /// Microseconds, in the unit that people would choose.
    var time: String { self < 1000 ? "\(text) µs" : "\((self / 1000).text) ms" }
}
