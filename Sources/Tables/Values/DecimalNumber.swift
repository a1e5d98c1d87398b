/// A number as DynamoDB has it: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125, exact.
///
/// The value is `0.d₁d₂d₃… × 10^exponent` with neither leading nor trailing zeros among the digits, so that every value
/// has one form (DynamoDB: "Data types, Number": leading and trailing zeros are trimmed).
struct DecimalNumber: Sendable, Hashable {
    enum Failure: Error, Hashable {
        case notANumber
        case tooManyDigits
        case overflow
        case underflow

        /// In the words of DynamoDB's own validation.
        var message: String {
            switch self {
            case .notANumber: "The parameter cannot be converted to a numeric value"
            case .tooManyDigits: "Attempting to store more than 38 significant digits in a Number"
            case .overflow: "Number overflow. Attempting to store a number with magnitude larger than supported range"
            case .underflow:
                "Number underflow. Attempting to store a number with magnitude smaller than supported range"
            }
        }
    }

    static let maximumDigits = 38
    /// Of `0.d…`: one more than that of scientific notation, -130 to 125.
    static let exponents = -129...126

    let isNegative: Bool
    /// Values 0 to 9; empty for zero.
    let digits: [UInt8]
    let exponent: Int

    static let zero = DecimalNumber(isNegative: false, digits: [], exponent: 0)

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        self.isNegative = isNegative
        self.digits = digits
        self.exponent = exponent
    }

    /// Trims zeros and checks the limits.
    init(isNegative: Bool, digits: some Sequence<UInt8>, trimmingFrom exponent: Int) throws(Failure) {
        let digits = Array(digits)
        guard let first = digits.firstIndex(where: { $0 != 0 }), let last = digits.lastIndex(where: { $0 != 0 }) else {
            self = .zero
            return
        }
        let (trimmedExponent, overflows) = exponent.subtractingReportingOverflow(first)
        guard last - first < Self.maximumDigits else { throw .tooManyDigits }
        guard !overflows, trimmedExponent >= Self.exponents.lowerBound else { throw .underflow }
        guard trimmedExponent <= Self.exponents.upperBound else { throw .overflow }
        self.init(isNegative: isNegative, digits: Array(digits[first...last]), exponent: trimmedExponent)
    }
}

extension DecimalNumber {
    /// Reads `[+-] digits [. digits] [e [+-] digits]`, with at least one digit before the exponent.
    init(_ text: String) throws(Failure) {
        var bytes = Array(text.utf8)[...]
        let sign = bytes.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { bytes.removeFirst() }
        let whole = Self.takeDigits(&bytes)
        var fraction: [UInt8] = []
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            fraction = Self.takeDigits(&bytes)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { throw .notANumber }
        var power = 0
        if let mark = bytes.first {
            guard mark | 0x20 == UInt8(ascii: "e") else { throw .notANumber }
            bytes.removeFirst()
            power = try Self.takePower(&bytes)
        }
        guard bytes.isEmpty else { throw .notANumber }
        try self.init(
            isNegative: sign == UInt8(ascii: "-"), digits: whole + fraction, trimmingFrom: whole.count + power)
    }

    private static func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> [UInt8] {
        let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        bytes = bytes[digits.endIndex...]
        return digits.map { $0 - UInt8(ascii: "0") }
    }

    /// The exponent, held within ±10⁹: beyond that every number but zero is out of range anyway.
    private static func takePower(_ bytes: inout ArraySlice<UInt8>) throws(Failure) -> Int {
        let sign = bytes.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { bytes.removeFirst() }
        let digits = takeDigits(&bytes)
        guard !digits.isEmpty else { throw .notANumber }
        var power = 0
        for digit in digits { power = min(power * 10 + Int(digit), 1_000_000_000) }
        return sign == UInt8(ascii: "-") ? -power : power
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// Plain notation without an exponent, as DynamoDB answers: `100`, `0.05`, `-2.5`.
    var description: String {
        guard !digits.isEmpty else { return "0" }
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        let zero = UInt8(ascii: "0")
        if exponent <= 0 {
            text += [zero, UInt8(ascii: ".")]
            text += repeatElement(zero, count: -exponent)
            text += digits.map { $0 + zero }
        } else {
            text += digits.prefix(exponent).map { $0 + zero }
            if digits.count > exponent {
                text.append(UInt8(ascii: "."))
                text += digits.dropFirst(exponent).map { $0 + zero }
            } else {
                text += repeatElement(zero, count: exponent - digits.count)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
