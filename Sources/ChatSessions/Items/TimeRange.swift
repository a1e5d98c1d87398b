import AWSServices
import SystemSupport
import Tables
import WireFormats

/// A range of stored times, both ends included, as text that compares with every form in which times are stored:
/// `2026-11-21T01:33:24.986238Z`, the same without `Z`, and without a fraction.
struct TimeRange: Sendable, Hashable {
    /// At or before the first time of the range.
    let lower: String
    /// At or after the last one. An end that is given without a fraction includes its whole second, one without a time of
    /// day its whole day: `~` sorts after everything that may follow.
    let upper: String

    /// `nil` when either text is no time.
    init?(from start: String, to end: String) {
        guard let first = Timestamp(start), let last = Timestamp(end) else { return nil }
        let firstText = first.description
        lower = String(firstText.prefix(first.microseconds % 1_000_000 == 0 ? 19 : 26))
        let lastText = last.description
        if end.utf8.count == 10 {
            upper = lastText.prefix(10) + "~"
        } else if end.contains(".") {
            upper = lastText
        } else {
            upper = lastText.prefix(19) + "~"
        }
    }

    /// At or after each form of a time, and before the next microsecond.
    static func end(ofMicrosecond time: Timestamp) -> String { time.description.prefix(26) + "~" }

    static let always = TimeRange(lower: "0000-01-01T00:00:00", upper: "9999-12-31T23:59:59~")

    private init(lower: String, upper: String) {
        self.lower = lower
        self.upper = upper
    }

    var isEmpty: Bool { upper < lower }

    var asSortKeys: Query.SortKeyRange { .between(.string(lower), .string(upper)) }

    func contains(_ stored: String) -> Bool { lower <= stored && stored <= upper }

    func condition(on attribute: String) -> Condition { .between(attribute, .string(lower), .string(upper)) }

    /// The months that the range touches, `YYYY-MM`, newest first, between `oldest` and `newest`.
    func months(oldest: String, newest: String) -> [String] {
        let first = max(String(lower.prefix(7)), oldest)
        let last = min(String(upper.prefix(7)), newest)
        guard first <= last, var year = Int(last.prefix(4)), var month = Int(last.suffix(2)) else { return [] }
        var months: [String] = []
        while true {
            let name = "\(year.padded(to: 4))-\(month.padded(to: 2))"
            guard name >= first, year >= 0 else { return months }
            months.append(name)
            month -= 1
            if month == 0 { (year, month) = (year - 1, 12) }
        }
    }
}
