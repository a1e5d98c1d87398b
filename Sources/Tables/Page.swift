public import AWSServices
public import WireFormats

/// What one read brought.
public struct Page: Sendable, Hashable {
    public var items: [Item]
    /// Where the next page starts: the keys of the table (and index) of the last item looked at; `nil` at the end.
    public var lastKey: Item?

    public init(items: [Item], lastKey: Item? = nil) {
        self.items = items
        self.lastKey = lastKey
    }
}
