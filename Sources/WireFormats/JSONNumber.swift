/// A JSON number as its text: `12`, `-0.5`, `1e400`. Equality is that of the text.
public struct JSONNumber: Sendable, Hashable {
    /// The number as written, always valid JSON.
    public let literal: String

    /// Takes a literal that the caller knows to be valid JSON.
    init(validated literal: String) { self.literal = literal }

    public init(_ value: Int) { literal = String(value) }

    /// `nil` for infinities and not-a-number, which JSON cannot express.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        literal = "\(value)"
    }

    /// Takes text that may or may not be a JSON number; `nil` when it is not.
    public init?(literal: String) {
        var parser = JSONParser(bytes: Array(literal.utf8)[...])
        guard let number = try? parser.parseNumber(), parser.isAtEnd else { return nil }
        self = number
    }

    /// The value as an integer when it is exactly one that fits, however it is written (`2`, `2.0`, `20e-1`).
    public var int: Int? {
        if let value = Int(literal) { return value }
        let parts = literal.utf8.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
        // An exponent beyond `Int` fits nowhere; telling zeros from the rest there is not worth it.
        guard let mantissa = parts.first, let exponent = parts.count > 1 ? Int(Substring(parts[1])) : 0 else {
            return nil
        }
        let sides = mantissa.split(separator: UInt8(ascii: "."), maxSplits: 1)
        let fraction = sides.count > 1 ? sides[1] : "".utf8[...]
        var digits = sides.first.map { Array($0.drop { $0 == UInt8(ascii: "-") }) + fraction } ?? []
        var (scale, isOverflow) = exponent.subtractingReportingOverflow(fraction.count)
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            scale = scale == .max ? scale : scale + 1
        }
        if digits.isEmpty { return 0 }
        guard !isOverflow, (0..<19).contains(scale) else { return nil }
        let sign = mantissa.first == UInt8(ascii: "-") ? "-" : ""
        return Int(sign + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: scale))
    }

    /// The nearest double; `nil` when the magnitude is beyond it.
    public var double: Double? {
        guard let value = Double(literal), value.isFinite else { return nil }
        return value
    }
}
