extension Array {
    /// The element at `index` of an array of optionals; `nil` also when it is out of range.
    subscript<Wrapped>(safe index: Int) -> Element where Element == Wrapped? {
        indices.contains(index) ? self[index] : nil
    }
}
