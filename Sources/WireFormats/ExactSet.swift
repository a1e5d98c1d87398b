/// A set of texts that are told apart by their bytes: see ``ExactText``.
public struct ExactSet: Sendable, Hashable {
    private var members: Set<ExactText>

    public init() { members = [] }

    public init(_ texts: some Sequence<String>) { members = Set(texts.lazy.map { ExactText($0) }) }

    init(exactly texts: some Sequence<ExactText>) { members = Set(texts) }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var first: String? { members.first?.text }

    public func contains(_ text: String) -> Bool { members.contains(ExactText(text)) }

    /// Adds a text; `inserted` is false when it was there.
    @discardableResult
    public mutating func insert(_ text: String) -> (inserted: Bool, memberAfterInsert: String) {
        let (inserted, member) = members.insert(ExactText(text))
        return (inserted, member.text)
    }

    @discardableResult
    public mutating func remove(_ text: String) -> String? { members.remove(ExactText(text))?.text }

    public mutating func formUnion(_ other: ExactSet) { members.formUnion(other.members) }
    public mutating func formUnion(_ texts: some Sequence<String>) {
        members.formUnion(texts.lazy.map { ExactText($0) })
    }

    public func union(_ other: ExactSet) -> ExactSet { ExactSet(exactly: members.union(other.members)) }
    public func subtracting(_ other: ExactSet) -> ExactSet { ExactSet(exactly: members.subtracting(other.members)) }
    public func isSubset(of other: ExactSet) -> Bool { members.isSubset(of: other.members) }
    public func isDisjoint(with other: ExactSet) -> Bool { members.isDisjoint(with: other.members) }

    /// The texts in the order of their bytes.
    public func sorted() -> [String] { members.sorted().map(\.text) }
}

extension ExactSet: Sequence {
    public struct Iterator: IteratorProtocol {
        fileprivate var members: Set<ExactText>.Iterator

        public mutating func next() -> String? { members.next()?.text }
    }

    public func makeIterator() -> Iterator { Iterator(members: members.makeIterator()) }
    public var underestimatedCount: Int { members.count }
}

extension ExactSet: ExpressibleByArrayLiteral, CustomStringConvertible {
    public init(arrayLiteral elements: String...) { self.init(elements) }
    public var description: String { sorted().description }
}
