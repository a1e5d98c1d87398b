extension Duration {
    /// Whole milliseconds, rounded up, between 0 and a little under 25 days: what libcurl and poll can be told.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < 2_147_000 else { return 2_147_000_000 }
        return Int(seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
