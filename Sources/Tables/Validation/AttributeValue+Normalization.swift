import AWSServices
import WireFormats

/// The form in which DynamoDB stores a value, or why it would not.
extension AttributeValue {
    /// Lists and maps may lie in each other this deep (DynamoDB: "Service quotas, Attributes").
    static let maximumDepth = 32
    /// In bytes of UTF-8 (DynamoDB: "Service quotas, Attributes"): 64 KB.
    static let maximumNameLength = 65_535

    /// The value with its numbers normalised: `2.0` becomes `2`, `1e2` becomes `100`.
    ///
    /// - Parameter name: of the top-level attribute, for the message.
    /// - Throws: ``TableError/Code/invalid`` for a number beyond DynamoDB's range or its 38 digits, an empty set, a set of
    ///   numbers with one of them twice, too much nesting, and an empty name in a map.
    func normalized(in name: String, depth: Int = 0) throws(TableError) -> AttributeValue {
        switch self {
        case .string, .binary, .bool, .null:
            return self
        case .number(let text):
            return .number(try Self.normalized(number: text, in: name))
        case .list(let elements):
            let depth = try Self.descend(depth, in: name)
            var result: [AttributeValue] = []
            result.reserveCapacity(elements.count)
            for element in elements { result.append(try element.normalized(in: name, depth: depth)) }
            return .list(result)
        case .map(let members):
            let depth = try Self.descend(depth, in: name)
            var result = Item(minimumCapacity: members.count)
            for (member, value) in members {
                try Self.check(name: member)
                result[member] = try value.normalized(in: name, depth: depth)
            }
            return .map(result)
        case .numberSet(let members):
            var result: ExactSet = []
            for member in members { result.insert(try Self.normalized(number: member, in: name)) }
            guard result.count == members.count else {
                throw TableError(.invalid, "\(name): the set holds a number twice")
            }
            return try AttributeValue.numberSet(result).refusingEmptySet(in: name)
        case .stringSet, .binarySet:
            return try refusingEmptySet(in: name)
        }
    }

    static func check(name: String) throws(TableError) {
        guard (1...maximumNameLength).contains(name.utf8.count) else {
            throw TableError(.invalid, "an attribute's name must have 1 to \(maximumNameLength) bytes")
        }
    }

    private static func descend(_ depth: Int, in name: String) throws(TableError) -> Int {
        guard depth < maximumDepth else {
            throw TableError(.invalid, "\(name): nested deeper than \(maximumDepth) levels")
        }
        return depth + 1
    }

    private static func normalized(number text: String, in name: String) throws(TableError) -> String {
        do {
            return try DecimalNumber(text).description
        } catch {
            throw TableError(.invalid, "\(name): \(error.message)")
        }
    }

    private func refusingEmptySet(in name: String) throws(TableError) -> AttributeValue {
        let isEmpty =
            switch self {
            case .stringSet(let members), .numberSet(let members): members.isEmpty
            case .binarySet(let members): members.isEmpty
            default: false
            }
        guard !isEmpty else { throw TableError(.invalid, "\(name): a set must not be empty") }
        return self
    }
}
