extension BinaryInteger {
    /// The digits with zeros before them, at least `width` in all: so that the order of texts is that of numbers. A negative
    /// number counts as 0.
    public func padded(to width: Int, radix: Int = 10) -> String {
        let digits = String(max(0, self), radix: radix)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
