import Testing
import WireFormats

@testable import ChatSessions

@Suite("TimeRange")
struct TimeRangeTests {
    /// Start, end, stored time, inside.
    private static let cases: [(String, String, String, Bool)] = [
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-21T00:00:00", true),
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-21T00:00:00.000000Z", true),
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-20T23:59:59.999999Z", false),
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-21T23:59:59.999999Z", true),
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59", "2026-11-21T23:59:59.999999", true),
        ("2026-11-21T00:00:00", "2026-11-21T23:59:59Z", "2026-11-22T00:00:00", false),
        ("2026-11-21T00:00:00.500000", "2026-11-21T00:00:01.5", "2026-11-21T00:00:00.500000Z", true),
        ("2026-11-21T00:00:00.500000", "2026-11-21T00:00:01.5", "2026-11-21T00:00:00.500000", true),
        ("2026-11-21T00:00:00.500000", "2026-11-21T00:00:01.5", "2026-11-21T00:00:00", false),
        ("2026-11-21T00:00:00.500000", "2026-11-21T00:00:01.5", "2026-11-21T00:00:01.500000Z", true),
        ("2026-11-21T00:00:00.500000", "2026-11-21T00:00:01.5", "2026-11-21T00:00:01.500001Z", false),
        ("2026-11-21", "2026-11-21", "2026-11-21T23:59:59.999999Z", true),
        ("2026-11-21T02:00:00+02:00", "2026-11-21T02:00:00+02:00", "2026-11-21T00:00:00.7", true),
        ("0000-01-01T00:00:00", "9999-12-31T23:59:59", "1970-01-01T00:00:00", true),
    ]

    @Test("holds what lies between its ends, in every form in which times are stored", arguments: cases)
    func contains(start: String, end: String, stored: String, isInside: Bool) throws {
        #expect(try #require(TimeRange(from: start, to: end)).contains(stored) == isInside)
    }

    @Test("is none when an end is no time")
    func invalid() {
        #expect(TimeRange(from: "soon", to: "2026-11-21") == nil)
        #expect(TimeRange(from: "2026-11-21", to: "") == nil)
    }

    @Test("names its months newest first, as far back as there is anything")
    func months() throws {
        let range = try #require(TimeRange(from: "2025-11-30", to: "2026-02-01"))
        #expect(
            range.months(oldest: "0000-01", newest: "9999-12") == ["2026-02", "2026-01", "2025-12", "2025-11"])
        #expect(range.months(oldest: "2026-01", newest: "2026-01") == ["2026-01"])
        #expect(range.months(oldest: "2026-03", newest: "9999-12") == [])
    }
}
