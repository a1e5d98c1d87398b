/// A dictionary whose keys are told apart by their bytes: see ``ExactText``.
///
/// It is used as a `Dictionary` of strings is. That one would keep only one of `"\u{e9}"` and `"e\u{301}"`.
public struct ExactDictionary<Value> {
    public typealias Element = (key: String, value: Value)

    @usableFromInline var members: [ExactText: Value]

    @inlinable public init() { members = [:] }

    @inlinable public init(minimumCapacity: Int) { members = Dictionary(minimumCapacity: minimumCapacity) }

    /// Where a key comes twice, `combine` makes one value of the earlier and the later.
    @inlinable public init(_ pairs: some Sequence<(String, Value)>, uniquingKeysWith combine: (Value, Value) -> Value) {
        members = [:]
        for (key, value) in pairs {
            let key = ExactText(key)
            if let earlier = members[key] { members[key] = combine(earlier, value) } else { members[key] = value }
        }
    }

    /// Where a key comes twice, the later value stays.
    @inlinable public init(_ pairs: some Sequence<(String, Value)>) {
        members = Dictionary(minimumCapacity: pairs.underestimatedCount)
        for (key, value) in pairs { members[ExactText(key)] = value }
    }

    @inlinable init(members: [ExactText: Value]) { self.members = members }

    @inlinable public var count: Int { members.count }
    @inlinable public var isEmpty: Bool { members.isEmpty }
    public var keys: ExactSet { ExactSet(exactly: members.keys) }
    @inlinable public var values: Dictionary<ExactText, Value>.Values { members.values }

    /// Setting `nil` removes the member.
    @inlinable public subscript(key: String) -> Value? {
        get { members[ExactText(key)] }
        set { members[ExactText(key)] = newValue }
    }

    @inlinable public subscript(key: String, default fallback: @autoclosure () -> Value) -> Value {
        get { members[ExactText(key), default: fallback()] }
        set { members[ExactText(key)] = newValue }
    }

    /// Removes the member and returns its value.
    @discardableResult
    @inlinable public mutating func removeValue(forKey key: String) -> Value? {
        members.removeValue(forKey: ExactText(key))
    }

    /// Sets the value of a key and returns the one before.
    @discardableResult
    @inlinable public mutating func updateValue(_ value: Value, forKey key: String) -> Value? {
        members.updateValue(value, forKey: ExactText(key))
    }

    @inlinable public func filter(_ isIncluded: (Element) -> Bool) -> ExactDictionary {
        var result: [ExactText: Value] = [:]
        for (key, value) in members where isIncluded((key.text, value)) { result[key] = value }
        return ExactDictionary(members: result)
    }

    @inlinable public func mapValues<NewValue>(_ transform: (Value) -> NewValue) -> ExactDictionary<NewValue> {
        ExactDictionary<NewValue>(members: members.mapValues(transform))
    }

    /// The members of which `transform` makes a value.
    @inlinable public func compactMapValues<NewValue>(_ transform: (Value) -> NewValue?) -> ExactDictionary<NewValue> {
        ExactDictionary<NewValue>(members: members.compactMapValues(transform))
    }

    /// Takes over the members of `other`; `combine` makes one value of this one's and the other's.
    @inlinable public mutating func merge(_ other: ExactDictionary, uniquingKeysWith combine: (Value, Value) -> Value) {
        members.merge(other.members, uniquingKeysWith: combine)
    }

    @inlinable public func merging(
        _ other: ExactDictionary, uniquingKeysWith combine: (Value, Value) -> Value
    ) -> ExactDictionary {
        ExactDictionary(members: members.merging(other.members, uniquingKeysWith: combine))
    }

    /// The members in the order of their keys' bytes.
    @inlinable public var inOrder: [Element] { members.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) } }
}

extension ExactDictionary: Sequence {
    public struct Iterator: IteratorProtocol {
        @usableFromInline var members: Dictionary<ExactText, Value>.Iterator

        @inlinable init(members: Dictionary<ExactText, Value>.Iterator) { self.members = members }

        @inlinable public mutating func next() -> Element? { members.next().map { ($0.key.text, $0.value) } }
    }

    @inlinable public func makeIterator() -> Iterator { Iterator(members: members.makeIterator()) }
    @inlinable public var underestimatedCount: Int { members.count }
}

extension ExactDictionary: ExpressibleByDictionaryLiteral {
    @inlinable public init(dictionaryLiteral elements: (String, Value)...) {
        members = Dictionary(minimumCapacity: elements.count)
        for (key, value) in elements { members[ExactText(key)] = value }
    }
}

extension ExactDictionary: Sendable where Value: Sendable {}
extension ExactDictionary: Equatable where Value: Equatable {}
extension ExactDictionary: Hashable where Value: Hashable {}

extension ExactDictionary: CustomStringConvertible {
    public var description: String {
        "[" + inOrder.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "]"
    }
}
