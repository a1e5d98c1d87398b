public import AWSServices
public import WireFormats

/// How to change an item. Paths name top-level attributes; no attribute may be named twice.
public struct Update: Sendable, Hashable {
    /// Attributes to replace.
    public var set: Item
    /// Attributes to set only where they are missing.
    public var setIfAbsent: Item
    /// Numbers to add (a missing attribute counts as 0), or members to add to a set.
    public var add: Item
    /// Elements to append to a list (a missing attribute counts as empty).
    public var append: ExactDictionary<[AttributeValue]>
    public var remove: ExactSet

    public init(
        set: Item = [:], setIfAbsent: Item = [:],
        add: Item = [:], append: ExactDictionary<[AttributeValue]> = [:], remove: ExactSet = []
    ) {
        self.set = set
        self.setIfAbsent = setIfAbsent
        self.add = add
        self.append = append
        self.remove = remove
    }
}
