/// Exact addition, for counters.
extension DecimalNumber {
    /// - Throws: ``Failure/tooManyDigits`` when the exact sum has more than 38 digits, and ``Failure/overflow`` or
    ///   ``Failure/underflow``: DynamoDB refuses to store such a number.
    static func sum(_ left: DecimalNumber, _ right: DecimalNumber) throws(Failure) -> DecimalNumber {
        // Both as columns of digits over the same powers of ten: at most 255 + 38 of them.
        let exponent = max(left.exponent, right.exponent)
        let width = max(left.digits.count + exponent - left.exponent, right.digits.count + exponent - right.exponent)
        let a = left.columns(from: exponent, width: width)
        let b = right.columns(from: exponent, width: width)
        guard left.isNegative != right.isNegative else {
            return try DecimalNumber(
                isNegative: left.isNegative, digits: add(a, b), trimmingFrom: exponent + 1)
        }
        // Of different signs: the smaller magnitude from the larger, whose sign wins.
        let leftIsSmaller = a.lexicographicallyPrecedes(b)
        return try DecimalNumber(
            isNegative: leftIsSmaller ? right.isNegative : left.isNegative,
            digits: leftIsSmaller ? subtract(a, from: b) : subtract(b, from: a), trimmingFrom: exponent)
    }

    private func columns(from first: Int, width: Int) -> [UInt8] {
        guard !digits.isEmpty else { return [UInt8](repeating: 0, count: width) }
        let leading = [UInt8](repeating: 0, count: first - exponent)
        return leading + digits + [UInt8](repeating: 0, count: width - leading.count - digits.count)
    }

    /// One column more than `a` and `b` have.
    private static func add(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: a.count + 1)
        var carry: UInt8 = 0
        for column in a.indices.reversed() {
            let sum = a[column] + b[column] + carry
            result[column + 1] = sum % 10
            carry = sum / 10
        }
        result[0] = carry
        return result
    }

    private static func subtract(_ small: [UInt8], from large: [UInt8]) -> [UInt8] {
        var result = large
        var borrow: UInt8 = 0
        for column in large.indices.reversed() {
            let taken = small[column] + borrow
            borrow = large[column] < taken ? 1 : 0
            result[column] = large[column] + borrow * 10 - taken
        }
        return result
    }
}
