import WireFormats

extension FuzzTarget {
    /// A time that is read is written so that it reads the same, and texts of times are in the times' order.
    static let timestamp = FuzzTarget("timestamp") { fixtures in
        let times = fixtures.texts.filter { Timestamp($0) != nil || Timestamp(httpDate: $0) != nil }
        return
            (times + [
                "2026-02-28T23:59:60.999999999+14:00", "0000-01-01T00:00:00-23:59", "9999-12-31 23:59",
                "2024-02-29t01:02:03z",
                "Sun, 06 Nov 1994 08:49:37 GMT", "Thu, 29 Feb 9999 23:59:60 GMT",
            ]).map { Array($0.utf8) }
    } check: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for time in [Timestamp(text), Timestamp(httpDate: text)].compactMap(\.self) {
            try require(Timestamp(time.description) == time, "\(time) is read from \(text), and not from itself")
            try require(Timestamp(time.components) == time, "\(time) has the components of another time")
        }
        var input = FuzzInput(bytes)
        let (left, right) = (
            Timestamp(microseconds: input.integer(Int64.self)), Timestamp(microseconds: input.integer(Int64.self))
        )
        let bounds = (
            Timestamp(microseconds: -62_167_219_200_000_000), Timestamp(microseconds: 253_402_300_799_999_999)
        )
        for time in [left, right] {
            let nearest = min(max(time, bounds.0), bounds.1)
            try require(Timestamp(time.description) == nearest, "\(time.microseconds) µs is written as \(time)")
            try require(time.basic.utf8.count == 16, "\(time.basic) is no date of a signature")
            try require(time - .zero == time && time + .zero == time, "a time is another after no time at all")
        }
        if left < right { try require(left.description <= right.description, "\(left) is written behind \(right)") }
        try require(
            (left - right) >= .zero || left < right, "\(left.microseconds) µs is before \(right.microseconds) µs")
    }
}
