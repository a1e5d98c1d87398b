import WireFormats

/// DynamoDB's rules for tables and their indexes.
enum SchemaValidation {
    /// DynamoDB: "Supported data types and naming rules".
    static let nameLengths = 3...255
    /// DynamoDB: "Service quotas, Secondary indexes".
    static let maximumIndexes = 20
    static let maximumProjectedAttributes = 100

    /// - Throws: ``TableError/Code/invalid``.
    static func check(_ schema: TableSchema) throws(TableError) {
        try check(name: schema.name)
        guard schema.indexes.count <= maximumIndexes else {
            throw TableError(.invalid, "\(schema.name) has over \(maximumIndexes) indexes")
        }
        try check(schema.keyAttributes, of: schema.name)
        var types: ExactDictionary<TableSchema.KeyType> = [:]
        var names: ExactSet = []
        for attribute in schema.keyAttributes { types[attribute.name] = attribute.type }
        var projected = 0
        for index in schema.indexes {
            try check(name: index.name)
            if case .include(let attributes) = index.projection {
                projected += attributes.count
                guard !attributes.isEmpty, attributes.allSatisfy({ (1...255).contains($0.utf8.count) }) else {
                    throw TableError(.invalid, "\(index.name): projected attributes' names have 1 to 255 bytes")
                }
            }
            guard names.insert(index.name).inserted else {
                throw TableError(.invalid, "\(schema.name) has two indexes \(index.name)")
            }
            try check(index.keyAttributes, of: index.name)
            for attribute in index.keyAttributes {
                guard types.updateValue(attribute.type, forKey: attribute.name) ?? attribute.type == attribute.type
                else { throw TableError(.invalid, "\(schema.name): \(attribute.name) is declared with two types") }
            }
        }
        guard projected <= maximumProjectedAttributes else {
            throw TableError(.invalid, "\(schema.name) projects over \(maximumProjectedAttributes) attributes")
        }
    }

    private static func check(_ keys: [TableSchema.KeyAttribute], of owner: String) throws(TableError) {
        guard ExactSet(keys.map(\.name)).count == keys.count else {
            throw TableError(.invalid, "\(owner): the partition key and the sort key must be two attributes")
        }
        // DynamoDB: key attributes' names have 1 to 255 bytes.
        guard keys.allSatisfy({ (1...255).contains($0.name.utf8.count) }) else {
            throw TableError(.invalid, "\(owner): a key attribute's name must have 1 to 255 bytes")
        }
    }

    private static func check(name: String) throws(TableError) {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isAllowed, nameLengths.contains(name.utf8.count) else {
            throw TableError(.invalid, "\(name): names have 3 to 255 characters of a-z, A-Z, 0-9, _, - and .")
        }
    }
}
