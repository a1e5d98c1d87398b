import WireFormats

@testable import Tables

extension FuzzTarget {
    /// DynamoDB's numbers: reading what is written gives the same value, bytes have the order of the values, and sums are
    /// exact.
    static let number = FuzzTarget("number") { _ in
        ["1,2", "-1E-130,1E+125", "0.05,-0.05", "99999999999999999999999999999999999999,1", "+.5e1,5.", "1e400,-0"]
            .map { Array($0.utf8) }
    } check: { bytes in
        let parts = bytes.split(separator: UInt8(ascii: ","), maxSplits: 1)
        let numbers = parts.compactMap { try? DecimalNumber(String(decoding: $0, as: UTF8.self)) }
        for number in numbers {
            try require(try DecimalNumber(number.description) == number, "\(number) is written as another number")
            let opposite = try DecimalNumber.sum(.zero, try negated(number))
            try require(try DecimalNumber.sum(number, opposite) == .zero, "\(number) and \(opposite) are not zero")
            try require(try DecimalNumber.sum(number, .zero) == number, "\(number) and zero are not itself")
            if let literal = JSONNumber(literal: number.description) {
                try require(
                    literal.int.map { String($0) == number.description } ?? true, "\(number) is another integer")
            }
        }
        guard numbers.count == 2 else { return }
        let (left, right) = (numbers[0], numbers[1])
        try require(
            (left < right) == (Double(left.description) ?? 0 < Double(right.description) ?? 0) || isClose(left, right),
            "\(left) and \(right) are out of order")
        try require((left == right) == (left.orderedBytes == right.orderedBytes), "bytes of \(left) and \(right)")
        let sum = try? DecimalNumber.sum(left, right)
        try require(sum == (try? DecimalNumber.sum(right, left)), "\(left) + \(right) depends on the order")
        if let sum, let back = try? DecimalNumber.sum(sum, try negated(right)) {
            try require(back == left, "\(left) + \(right) - \(right) is \(back)")
        }
    }

    private static func negated(_ number: DecimalNumber) throws -> DecimalNumber {
        let text = number.description
        return try DecimalNumber(text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text)
    }

    /// Whether doubles cannot tell them apart, or not for sure.
    private static func isClose(_ left: DecimalNumber, _ right: DecimalNumber) -> Bool {
        guard let left = Double(left.description), let right = Double(right.description) else { return true }
        return abs(left - right) <= max(abs(left), abs(right)) * 1e-15
    }
}
