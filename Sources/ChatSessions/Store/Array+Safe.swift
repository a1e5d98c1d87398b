extension Array {
    /// The element at `index` of an array of optionals; `nil` also when it is out of range.
    subscript<Wrapped>(safe index: Int) -> Element where Element == Wrapped? {
        indices.contains(index) ? self[index] : nil
    }
}

extension Array {
    /// The elements in their order, `count` at a time.
    func chunks(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
    }
}
