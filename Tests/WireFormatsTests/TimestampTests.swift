import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "every form of the original systems is read as UTC",
        arguments: [
            ("2026-11-21T01:33:24.986238", "2026-11-21T01:33:24.986238Z"),
            ("2026-11-21T01:33:24", "2026-11-21T01:33:24.000000Z"),
            ("2026-11-21", "2026-11-21T00:00:00.000000Z"), ("2026-11-21 01:33", "2026-11-21T01:33:00.000000Z"),
            ("2026-11-21t01:33:24z", "2026-11-21T01:33:24.000000Z"),
            ("2026-11-21T01:33:24.9Z", "2026-11-21T01:33:24.900000Z"),
            ("2026-11-21T01:33:24.1234567899Z", "2026-11-21T01:33:24.123456Z"),
            ("2026-11-21T01:33:24+05:30", "2026-11-20T20:03:24.000000Z"),
            ("2026-11-21T01:33:24-0800", "2026-11-21T09:33:24.000000Z"), ("2024-02-29", "2024-02-29T00:00:00.000000Z"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"), ("0000-01-01", "0000-01-01T00:00:00.000000Z"),
        ])
    func reads(text: String, canonical: String) {
        #expect(Timestamp(text)?.description == canonical)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", "2026", "2026-11", "2026-1-1", "2026-13-01", "2026-00-01", "2026-11-31", "2026-02-29", "1900-02-29",
            "2026-11-21T", "2026-11-21T01", "2026-11-21T24:00:00", "2026-11-21T01:60", "2026-11-21T01:00:61",
            "2026-11-21T01:33:24.", "2026-11-21T01:33:24,5", "2026-11-21T01:33:24+5", "2026-11-21T01:33:24+24:00",
            "2026-11-21T01:33:24+05:60", "2026-11-21T01:33:24Zx", "2026-11-21Z", " 2026-11-21", "2026-11-21 ",
            "+2026-11-21",
            "٢٠٢٦-١١-٢١", "2026-11-21T01:33:24é", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    /// Microseconds all over the years 1 to 9999, and the borders of days, years and leap years.
    private static let samples: [Timestamp] = {
        var random = SeededGenerator(seed: 3339)
        let first = -62_135_596_800_000_000, last = 253_402_300_799_999_999
        let borders = [first, last, 0, -1, 951_782_400_000_000, 951_868_799_999_999, 4_107_542_400_000_000]
        return (borders + (0..<3000).map { _ in Int.random(in: first...last, using: &random) })
            .map { Timestamp(microseconds: Int64($0)) }
    }()

    private static func python(_ line: String) async throws -> [String] {
        let script = """
            import sys, email.utils
            from datetime import datetime, timedelta, timezone
            for text in open(sys.argv[1]).read().split():
                time = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=int(text))
                print(\(line))
            """
        let directory = try TemporaryDirectory()
        try samples.map { "\($0.microseconds)" }.joined(separator: "\n")
            .write(toFile: directory.path + "/samples", atomically: true, encoding: .utf8)
        return try await Python.run(script, [directory.path + "/samples"]).split(separator: "\n").map(String.init)
    }

    @Test("3,000 times are written as Python's datetime writes them, and read back")
    func writesAsPython() async throws {
        let theirs = try await Self.python("time.isoformat(timespec='microseconds').replace('+00:00', 'Z')")
        #expect(theirs == Self.samples.map(\.description))
        #expect(theirs.map { Timestamp($0) } == Self.samples)
    }

    @Test("3,000 zone-less times with or without a fraction, as Python's isoformat leaves it out, are read")
    func readsPythonsIsoformat() async throws {
        let whole = try await Self.python("time.replace(microsecond=0, tzinfo=None).isoformat()")
        #expect(whole.map { Timestamp($0)?.seconds } == Self.samples.map(\.seconds))
    }

    @Test("3,000 times in every zone are the same points in time")
    func readsZones() async throws {
        let theirs = try await Self.python(
            "min(max(time, datetime(1, 1, 3, tzinfo=timezone.utc)), datetime(9999, 12, 29, tzinfo=timezone.utc))"
                + ".astimezone(timezone(timedelta(minutes=int(text) % 2879 - 1439))).isoformat()")
        let lowest = try #require(Timestamp("0001-01-03")), highest = try #require(Timestamp("9999-12-29"))
        #expect(theirs.map { Timestamp($0) } == Self.samples.map { min(max($0, lowest), highest) })
    }

    @Test("AWS's basic form and HTTP dates agree with Python's")
    func otherForms() async throws {
        let basic = try await Self.python("f'{time.year:04}' + time.strftime('%m%dT%H%M%SZ')")
        #expect(basic == Self.samples.map(\.basic))
        let dates = try await Self.python("email.utils.format_datetime(time, usegmt=True)")
        #expect(dates.map { Timestamp(httpDate: $0)?.seconds } == Self.samples.map(\.seconds))
    }

    @Test(
        "text that is no HTTP date is refused",
        arguments: [
            "", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, x Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 06 Nov 1994 08:99999999999:37 GMT",
        ])
    func refusesHTTPDates(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    @Test("text order is time order")
    func ordersAsText() {
        let sorted = Self.samples.sorted()
        #expect(sorted.map(\.description) == Self.samples.map(\.description).sorted())
    }

    @Test("seconds and milliseconds are rounded down, before 1970 too")
    func roundsDown() {
        let time = Timestamp(microseconds: -1)
        #expect(time.seconds == -1 && time.milliseconds == -1)
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
    }

    @Test("arithmetic at the ends of time saturates instead of ending the process")
    func saturates() {
        let last = Timestamp(microseconds: .max), first = Timestamp(microseconds: .min)
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(Timestamp(seconds: .max) == last && Timestamp(seconds: .min) == first)
        #expect(last + Duration(secondsComponent: .max, attosecondsComponent: 0) == last)
        #expect(first - Duration(secondsComponent: .max, attosecondsComponent: 0) == first)
        #expect(first + Duration(secondsComponent: .min, attosecondsComponent: 0) == first)
        #expect(last - first == .microseconds(Int64.max))
        #expect(first - last == .microseconds(Int64.min))
    }

    @Test("times that text cannot hold are written as the nearest that it can")
    func clampsText() {
        #expect(Timestamp(microseconds: .max).description == "9999-12-31T23:59:59.999999Z")
        #expect(Timestamp(microseconds: .min).description == "0000-01-01T00:00:00.000000Z")
        #expect(Timestamp(microseconds: .max).basic == "99991231T235959Z")
        #expect(Timestamp(microseconds: .min).components.year == -290_308)
    }

    @Test("a difference is what must be added")
    func subtracts() {
        let time = Timestamp(microseconds: 1_500_000)
        #expect(time + .milliseconds(250) == Timestamp(microseconds: 1_750_000))
        #expect(time - .seconds(2) == Timestamp(microseconds: -500_000))
        #expect(Timestamp(seconds: 2) - time == .milliseconds(500))
    }
}
