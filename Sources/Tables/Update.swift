public import AWSServices

/// How to change an item. Paths name top-level attributes; no attribute may be named twice.
public struct Update: Sendable, Hashable {
    /// Attributes to replace.
    public var set: [String: AttributeValue]
    /// Attributes to set only where they are missing.
    public var setIfAbsent: [String: AttributeValue]
    /// Numbers to add (a missing attribute counts as 0), or members to add to a set.
    public var add: [String: AttributeValue]
    /// Elements to append to a list (a missing attribute counts as empty).
    public var append: [String: [AttributeValue]]
    public var remove: Set<String>

    public init(
        set: [String: AttributeValue] = [:], setIfAbsent: [String: AttributeValue] = [:],
        add: [String: AttributeValue] = [:], append: [String: [AttributeValue]] = [:], remove: Set<String> = []
    ) {
        self.set = set
        self.setIfAbsent = setIfAbsent
        self.add = add
        self.append = append
        self.remove = remove
    }
}
