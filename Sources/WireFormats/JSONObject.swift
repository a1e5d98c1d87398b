/// The members of a JSON object in the order they were written. A name that comes twice keeps the last value.
///
/// Names are the same when their bytes are: Swift's `==` also equates precomposed and decomposed letters, JSON does not.
///
/// Look-up is a linear search while the object is small, and by hash beyond that, so an object with many members cannot
/// be used to slow the parser down.
public struct JSONObject: Sendable {
    public typealias Element = (key: String, value: JSON)

    private var members: [Element] = []
    private var index: [ExactText: Int] = [:]
    private static let indexedFrom = 16

    public init() {}

    public init(_ members: some Sequence<(String, JSON)>) {
        for (key, value) in members { self[key] = value }
    }

    public var count: Int { members.count }
    public var isEmpty: Bool { members.isEmpty }
    public var keys: [String] { members.map(\.key) }

    /// Setting `nil` removes the member; it costs a pass over the object.
    public subscript(key: String) -> JSON? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?):
                members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                rebuildIndex()
            case (nil, let value?):
                append(key, value)
            case (nil, nil):
                break
            }
        }
    }

    private func position(of key: String) -> Int? {
        guard members.count >= Self.indexedFrom else { return members.firstIndex { $0.key.hasSameBytes(as: key) } }
        return index[ExactText(key)]
    }

    private mutating func append(_ key: String, _ value: JSON) {
        members.append((key, value))
        if members.count == Self.indexedFrom {
            rebuildIndex()
        } else if members.count > Self.indexedFrom {
            index[ExactText(key)] = members.count - 1
        }
    }

    private mutating func rebuildIndex() {
        index.removeAll(keepingCapacity: true)
        guard members.count >= Self.indexedFrom else { return }
        for (position, member) in members.enumerated() { index[ExactText(member.key)] = position }
    }
}

extension JSONObject: Sequence {
    public func makeIterator() -> IndexingIterator<[Element]> { members.makeIterator() }
}

extension JSONObject: Hashable {
    /// Two objects are equal when they have the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var members = 0
        for (key, value) in self {
            var member = Hasher()
            member.combine(ExactText(key))
            member.combine(value)
            members ^= member.finalize()
        }
        hasher.combine(members)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
