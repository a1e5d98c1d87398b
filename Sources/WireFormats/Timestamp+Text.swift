extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with six digits of fraction: `2026-11-21T01:33:24.986238Z`. A time outside the years 0 to 9999 is
    /// written as the nearest inside.
    public var description: String {
        let c = writable.components
        var text: [UInt8] = []
        text.reserveCapacity(27)
        append(c.year, 4, to: &text)
        text.append(UInt8(ascii: "-"))
        append(c.month, 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(c.day, 2, to: &text)
        text.append(UInt8(ascii: "T"))
        append(c.hour, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(c.minute, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(c.second, 2, to: &text)
        text.append(UInt8(ascii: "."))
        append(c.microsecond, 6, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// AWS's form for signatures, `X-Amz-Date`: `20261121T013324Z`.
    public var basic: String {
        let c = writable.components
        var text: [UInt8] = []
        text.reserveCapacity(16)
        append(c.year, 4, to: &text)
        append(c.month, 2, to: &text)
        append(c.day, 2, to: &text)
        text.append(UInt8(ascii: "T"))
        append(c.hour, 2, to: &text)
        append(c.minute, 2, to: &text)
        append(c.second, 2, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    private static let earliestText = Timestamp(microseconds: -62_167_219_200_000_000)
    private static let latestText = Timestamp(microseconds: 253_402_300_799_999_999)

    /// True for times whose year has four digits, which are those that text can hold.
    private var isWritable: Bool { self >= Self.earliestText && self <= Self.latestText }

    private var writable: Timestamp { min(max(self, Self.earliestText), Self.latestText) }

    private func append(_ value: Int, _ digits: Int, to text: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// Reads `YYYY-MM-DD`, or that with `T` or a space and `HH:MM[:SS[.fraction]]`, and an optional zone (`Z`, `+HH:MM`,
    /// `+HHMM`). Without a zone it is UTC. More than six digits of fraction are cut off.
    ///
    /// - Returns: `nil` for everything else, and for dates that do not exist.
    public init?(_ text: some StringProtocol) {
        var reader = DigitReader(utf8: Array(text.utf8))
        guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
            let day = reader.digits(2)
        else { return nil }
        var components = Components(year: year, month: month, day: day, hour: 0, minute: 0, second: 0, microsecond: 0)
        var offset = 0
        if !reader.isAtEnd {
            guard reader.take("T") || reader.take("t") || reader.take(" "), let hour = reader.digits(2),
                reader.take(":"), let minute = reader.digits(2)
            else { return nil }
            components.hour = hour
            components.minute = minute
            if reader.take(":") {
                guard let second = reader.digits(2) else { return nil }
                components.second = second
                if reader.take(".") {
                    guard let fraction = reader.fraction() else { return nil }
                    components.microsecond = fraction
                }
            }
            guard let zone = reader.zone() else { return nil }
            offset = zone
        }
        guard reader.isAtEnd, let local = Timestamp(components) else { return nil }
        self = local - .seconds(offset)
        guard isWritable else { return nil }
    }

    /// Reads an HTTP date in the preferred form (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    public init?(httpDate text: some StringProtocol) {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3])
        else { return nil }
        let time = parts[4].split(separator: ":").map { Int($0) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2] else { return nil }
        self.init(
            Components(
                year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second, microsecond: 0))
    }
}

/// Reads fixed-width ASCII digits and single characters off the front of a text.
private struct DigitReader {
    let utf8: [UInt8]
    var position = 0

    init(utf8: [UInt8]) { self.utf8 = utf8 }

    var isAtEnd: Bool { position == utf8.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < utf8.count, utf8[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> Int? {
        guard position < utf8.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(utf8[position]) else {
            return nil
        }
        position += 1
        return Int(utf8[position - 1] - UInt8(ascii: "0"))
    }

    mutating func digits(_ count: Int) -> Int? {
        var value = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// A decimal fraction in microseconds.
    mutating func fraction() -> Int? {
        guard let first = digit() else { return nil }
        var value = first
        var count = 1
        while let digit = digit() {
            if count < 6 {
                value = value * 10 + digit
                count += 1
            }
        }
        while count < 6 {
            value *= 10
            count += 1
        }
        return value
    }

    /// Seconds east of UTC; 0 at the end of the text.
    mutating func zone() -> Int? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        let sign: Int
        if take("+") {
            sign = 1
        } else if take("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = digits(2) else { return nil }
        _ = take(":")
        guard let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
