/// What single characters become in a search, apart from what Swift's own properties of characters say: letters without their
/// marks, full-width forms, ligatures and other compatibility forms as what they stand for, and typographic quotation marks,
/// apostrophes and dashes as those of a keyboard.
///
/// Swift's standard library has no compatibility decomposition, and Foundation is not linked.
struct FoldingTable: Sendable {
    static let standard = FoldingTable(source)

    /// In order.
    private let letters: [UInt32]
    /// For every letter where what it becomes ends in `scalars`; it begins where that of the letter before ends.
    private let ends: [UInt16]
    private let scalars: [Unicode.Scalar]

    /// `nil` for what stays as it is; it may become nothing.
    func replacement(of scalar: Unicode.Scalar) -> ArraySlice<Unicode.Scalar>? {
        var range = letters.startIndex..<letters.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let letter = letters[middle]
            if letter == scalar.value {
                return scalars[Int(middle > 0 ? ends[middle - 1] : 0)..<Int(ends[middle])]
            }
            range = letter < scalar.value ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    private init(_ source: String) {
        var letters: [UInt32] = []
        var ends: [UInt16] = []
        var scalars: [Unicode.Scalar] = []
        for run in source.utf8.split(separator: UInt8(ascii: " ")) {
            let parts = run.split(separator: UInt8(ascii: "="))
            var letter = parts.first.map(Self.number) ?? 0
            func end() {
                letters.append(letter)
                ends.append(UInt16(scalars.count))
                letter += 1
            }
            // What becomes nothing is an empty text between two commas.
            for text in run.drop(while: { $0 != UInt8(ascii: "=") }).dropFirst()
                .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            {
                let row = text.split(separator: UInt8(ascii: "*")).map {
                    $0.split(separator: UInt8(ascii: ".")).map(Self.number)
                }
                scalars += (row.first ?? []).compactMap(Unicode.Scalar.init)
                end()
                guard row.count > 1, let first = row[0].first, let count = row[1].first else { continue }
                for step in 1..<count {
                    scalars += [first + step].compactMap(Unicode.Scalar.init)
                    end()
                }
            }
        }
        self.letters = letters
        self.ends = ends
        self.scalars = scalars
    }

    /// Of hexadecimal digits.
    private static func number(_ digits: some Sequence<UInt8>) -> UInt32 {
        digits.reduce(0) { number, digit in
            number << 4 | UInt32(digit & 0x0F) + (digit > UInt8(ascii: "9") ? 9 : 0)
        }
    }
}
