/// A point in time in UTC, to the microsecond: what Colloquy stores and sends.
///
/// Reads RFC 3339 and what the original systems wrote: ISO 8601 without a zone, which is UTC, and without a fraction when
/// it was zero. Writes RFC 3339 with six digits and `Z`, so that text order is time order.
///
/// Arithmetic saturates: it ends at the first or last point in time that can be expressed, some 292,000 years away.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }
    public init(seconds: Int) { microseconds = Int64(seconds).saturatingMultiplied(by: 1_000_000) }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int { Int(microseconds.flooredDivision(by: 1_000_000)) }

    /// Milliseconds since 1970, rounded down.
    public var milliseconds: Int64 { microseconds.flooredDivision(by: 1000) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            microseconds: time.microseconds
                .saturatingAdded(seconds.saturatingMultiplied(by: 1_000_000))
                .saturatingAdded(attoseconds / 1_000_000_000_000))
    }

    public static func - (time: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            microseconds: time.microseconds
                .saturatingSubtracted(seconds.saturatingMultiplied(by: 1_000_000))
                .saturatingSubtracted(attoseconds / 1_000_000_000_000))
    }

    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .microseconds(left.microseconds.saturatingSubtracted(right.microseconds))
    }
}

extension Int64 {
    fileprivate func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    fileprivate func saturatingAdded(_ other: Int64) -> Int64 {
        let (sum, isOverflow) = addingReportingOverflow(other)
        return isOverflow ? (other < 0 ? .min : .max) : sum
    }

    fileprivate func saturatingSubtracted(_ other: Int64) -> Int64 {
        let (difference, isOverflow) = subtractingReportingOverflow(other)
        return isOverflow ? (other < 0 ? .max : .min) : difference
    }

    fileprivate func saturatingMultiplied(by factor: Int64) -> Int64 {
        let (product, isOverflow) = multipliedReportingOverflow(by: factor)
        return isOverflow ? ((self < 0) == (factor < 0) ? .max : .min) : product
    }
}

extension Timestamp {
    /// Date and time of day in the proleptic Gregorian calendar, UTC.
    public struct Components: Sendable, Hashable {
        public var year: Int
        public var month: Int
        public var day: Int
        public var hour: Int
        public var minute: Int
        public var second: Int
        public var microsecond: Int
    }

    public var components: Components {
        let days = microseconds.flooredDivision(by: 86_400_000_000)
        let remainder = Int(microseconds % 86_400_000_000)
        let rest = remainder < 0 ? remainder + 86_400_000_000 : remainder
        let (year, month, day) = Self.civil(fromDays: Int(days))
        return Components(
            year: year, month: month, day: day, hour: rest / 3_600_000_000, minute: rest / 60_000_000 % 60,
            second: rest / 1_000_000 % 60, microsecond: rest % 1_000_000)
    }

    /// `nil` when a field is out of range (a leap second, 23:59:60, counts as the next second).
    public init?(_ components: Components) {
        let c = components
        guard (1...12).contains(c.month), c.day >= 1, c.day <= Self.days(inMonth: c.month, of: c.year),
            (0...23).contains(c.hour), (0...59).contains(c.minute), (0...60).contains(c.second),
            (0...999_999).contains(c.microsecond), (0...9999).contains(c.year)
        else { return nil }
        let days = Self.days(fromCivil: (c.year, c.month, c.day))
        let seconds = Int64(days) * 86_400 + Int64(c.hour * 3600 + c.minute * 60 + c.second)
        microseconds = seconds * 1_000_000 + Int64(c.microsecond)
    }

    // Days and civil dates by Howard Hinnant's algorithms (https://howardhinnant.github.io/date_algorithms.html).

    private static func days(fromCivil date: (year: Int, month: Int, day: Int)) -> Int {
        let year = date.month <= 2 ? date.year - 1 : date.year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
