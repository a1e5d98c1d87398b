/// Searching for texts inside texts.
///
/// Not with the standard library's `contains("…")` and `firstRange(of: "…")`: they link its engine for regular expressions,
/// which is more than a megabyte of the executable.
extension StringProtocol {
    /// Where the bytes of another text first lie in this one.
    public func firstRange(ofBytes text: String) -> Range<Index>? {
        let wanted = Array(text.utf8)
        var start = utf8.startIndex
        while true {
            let rest = utf8[start...]
            if rest.starts(with: wanted) { return start..<utf8.index(start, offsetBy: wanted.count) }
            guard !rest.isEmpty else { return nil }
            utf8.formIndex(after: &start)
        }
    }

    /// Whether the bytes of another text lie somewhere in this one.
    public func contains(bytesOf text: String) -> Bool { firstRange(ofBytes: text) != nil }
}
