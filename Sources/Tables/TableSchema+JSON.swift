public import WireFormats

/// A schema in DynamoDB's words: the input of CreateTable, and what the SQLite file remembers of its tables.
extension TableSchema {
    /// The input of CreateTable, on demand ("PAY_PER_REQUEST").
    public var creation: JSONObject {
        var input: JSONObject = [
            "TableName": .string(name),
            "AttributeDefinitions": .array(
                definitions.inOrder.map {
                    ["AttributeName": .string($0.key), "AttributeType": .string($0.value.rawValue)]
                }),
            "KeySchema": Self.keySchema(keyAttributes),
            "BillingMode": "PAY_PER_REQUEST",
        ]
        if !indexes.isEmpty {
            input["GlobalSecondaryIndexes"] = .array(
                indexes.map {
                    [
                        "IndexName": .string($0.name), "KeySchema": Self.keySchema($0.keyAttributes),
                        "Projection": $0.projection.json,
                    ]
                })
        }
        return input
    }

    /// Every key attribute once, with its type.
    private var definitions: ExactDictionary<KeyType> {
        let attributes = keyAttributes + indexes.flatMap(\.keyAttributes)
        return ExactDictionary(attributes.map { ($0.name, $0.type) }) { first, _ in first }
    }

    private static func keySchema(_ attributes: [KeyAttribute]) -> JSON {
        .array(
            zip(attributes, ["HASH", "RANGE"]).map { ["AttributeName": .string($0.name), "KeyType": .string($1)] })
    }

    /// Reads ``creation`` or the description of a table; `nil` when it is neither.
    init?(creation json: JSON, timeToLive: String?) {
        guard let name = json["TableName"]?.string, let definitions = json["AttributeDefinitions"]?.array else {
            return nil
        }
        var types: ExactDictionary<KeyType> = [:]
        for definition in definitions {
            guard let name = definition["AttributeName"]?.string,
                let type = definition["AttributeType"]?.string.flatMap(KeyType.init(rawValue:))
            else { return nil }
            types[name] = type
        }
        guard let keys = Self.keys(json, types) else { return nil }
        var indexes: [Index] = []
        for index in json["GlobalSecondaryIndexes"]?.array ?? [] {
            guard let name = index["IndexName"]?.string, let keys = Self.keys(index, types),
                let projection = Projection(index["Projection"])
            else { return nil }
            indexes.append(Index(name, partitionKey: keys.partition, sortKey: keys.sort, projection: projection))
        }
        self.init(
            name, partitionKey: keys.partition, sortKey: keys.sort, indexes: indexes, timeToLive: timeToLive)
    }

    private static func keys(
        _ json: JSON, _ types: ExactDictionary<KeyType>
    ) -> (partition: KeyAttribute, sort: KeyAttribute?)? {
        func key(_ role: String) -> KeyAttribute? {
            guard
                let name = json["KeySchema"]?.array?.first(where: { $0["KeyType"]?.string == role })?["AttributeName"],
                let name = name.string, let type = types[name]
            else { return nil }
            return KeyAttribute(name, type)
        }
        return key("HASH").map { ($0, key("RANGE")) }
    }
}

extension TableSchema.Projection {
    fileprivate var json: JSON {
        switch self {
        case .all: ["ProjectionType": "ALL"]
        case .keysOnly: ["ProjectionType": "KEYS_ONLY"]
        case .include(let names):
            ["ProjectionType": "INCLUDE", "NonKeyAttributes": .array(names.sorted().map(JSON.string))]
        }
    }

    fileprivate init?(_ json: JSON?) {
        switch json?["ProjectionType"]?.string {
        case "ALL": self = .all
        case "KEYS_ONLY": self = .keysOnly
        case "INCLUDE": self = .include(ExactSet((json?["NonKeyAttributes"]?.array ?? []).compactMap(\.string)))
        default: return nil
        }
    }
}
