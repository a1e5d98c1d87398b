extension ClosedRange<Int> {
    /// `1 to 100`, or `0 up` where there is no end to speak of: for messages.
    var bounds: String { upperBound == .max ? "\(lowerBound) up" : "\(lowerBound) to \(upperBound)" }
}
