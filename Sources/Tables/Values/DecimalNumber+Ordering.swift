/// Order by value, also as bytes, so that SQLite can sort numbers by comparing memory.
extension DecimalNumber: Comparable {
    /// A text of bytes whose order as unsigned bytes is the order of the numbers, and which differs for every two numbers.
    ///
    /// A sign (0, 1 for zero, 2), then the exponent and the digits; of a negative number these are complemented and
    /// closed by 0xFF, so that the longer (smaller) number comes first.
    var orderedBytes: [UInt8] {
        guard !digits.isEmpty else { return [1] }
        // Exponents are 256 different ones.
        let magnitude = [UInt8(clamping: exponent - Self.exponents.lowerBound)] + digits.map { $0 + 1 }
        return isNegative ? [0] + magnitude.map { ~$0 } + [0xFF] : [2] + magnitude
    }

    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        left.orderedBytes.lexicographicallyPrecedes(right.orderedBytes)
    }
}
