import AWSServices
import Tables
import Testing
import WireFormats

/// Requests that DynamoDB refuses, with the code they fail with.
enum RefusalCases {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: TableError.Code
        let attempt: @Sendable (TableUnderTest) async throws(TableError) -> Void

        init(
            _ description: String, _ code: TableError.Code = .invalid,
            _ attempt: @escaping @Sendable (TableUnderTest) async throws(TableError) -> Void
        ) {
            testDescription = description
            self.code = code
            self.attempt = attempt
        }
    }

    static func table(_ engine: Engine) async throws -> TableUnderTest {
        try await TableUnderTest(
            engine, partitionKey: .init("p"), sortKey: .init("s", .number),
            indexes: [.init("ByOwner", partitionKey: .init("owner"), sortKey: .init("at", .number))])
    }

    static let kept: Item = ["p": "kept", "s": 1, "count": 1, "text": "t", "list": .list([])]
    private static let key: Item = ["p": "kept", "s": 1]

    private static func put(
        _ description: String, _ attributes: Item, _ code: TableError.Code = .invalid
    ) -> Case {
        Case("an item with \(description)", code) { table throws(TableError) in
            try await table.put((["p": "new", "s": 1] as Item).merging(attributes) { $1 })
        }
    }

    private static func update(
        _ description: String, _ update: Update, _ code: TableError.Code = .invalid
    ) -> Case {
        Case("an update that \(description)", code) { table throws(TableError) in
            try await table.update(key, update)
        }
    }

    private static func condition(_ description: String, _ condition: Condition) -> Case {
        Case("a condition with \(description)") { table throws(TableError) in
            try await table.put(["p": "new", "s": 1], if: .any([.absent("p"), condition]))
        }
    }

    private static func query(
        _ description: String, _ code: TableError.Code = .invalid, _ change: @escaping @Sendable (inout Query) -> Void
    ) -> Case {
        Case("a query with \(description)", code) { table throws(TableError) in
            var query = Query(table: table.name, partition: "kept")
            change(&query)
            _ = try await table.tables.query(query)
        }
    }

    static func nested(_ depth: Int) -> AttributeValue {
        (0..<depth).reduce("x") { value, _ in .list([value]) }
    }

    static let all: [Case] =
        items + updates + conditions + queries + batches + transactions + [
            Case("a table that does not exist", .notFound) { table throws(TableError) in
                _ = try await table.tables.get("no-such-table", key: ["id": "a"])
            },
            Case("a key with an attribute too many") { table throws(TableError) in
                _ = try await table.get(["p": "a", "s": 1, "x": 1])
            },
            Case("a key without its sort key") { table throws(TableError) in _ = try await table.get(["p": "a"]) },
            Case("a key of another type") { table throws(TableError) in
                _ = try await table.delete(["p": "a", "s": "1"])
            },
        ]

    private static let items: [Case] = [
        put("an empty partition key", ["p": ""]),
        put("a sort key of another type", ["s": "1"]),
        put("no sort key", ["s": .null]),
        put("a partition key over 2,048 bytes", ["p": .string(String(repeating: "ä", count: 1025))]),
        put("an index key of another type", ["owner": 1]),
        put("an empty index key", ["owner": ""]),
        put("an index key that is null", ["at": .null]),
        put("an empty set", ["x": .stringSet([])]),
        put("an empty set within a map", ["x": .map(["y": .numberSet([])])]),
        put("a number twice in a set", ["x": .numberSet(["1", "1.0"])]),
        put("a number that is none", ["x": .number("twelve")]),
        put("an empty number", ["x": .number("")]),
        put("infinity", ["x": .number("Infinity")]),
        put("a number of 39 digits", ["x": .number("123456789012345678901234567890123456789")]),
        put("a number of 1E+126", ["x": .number("1E+126")]),
        put("a number of 1E-131", ["x": .number("1E-131")]),
        put("a number with a space", ["x": .number(" 1")]),
        put("33 levels of nesting", ["x": nested(33)]),
        put("an empty attribute name", ["": 1]),
        put("an empty name in a map", ["x": .map(["": 1])]),
        put("over 400 KB", ["x": .string(String(repeating: "x", count: 409_600))], .itemTooLarge),
    ]

    private static let updates: [Case] = [
        update("changes a key", Update(set: ["s": 2])),
        update("removes a key", Update(remove: ["p"])),
        update("names an attribute twice", Update(set: ["x": 1], remove: ["x"])),
        update("adds to a string", Update(add: ["text": 1])),
        update("adds a string", Update(add: ["x": "1"])),
        update("adds a list", Update(add: ["x": .list([])])),
        update("appends to a number", Update(append: ["count": [1]])),
        update("gives an index key another type", Update(set: ["at": "now"])),
        update("empties an index key", Update(setIfAbsent: ["owner": ""])),
        update("appends to an index key", Update(append: ["owner": ["a"]])),
        update("sets an empty set", Update(set: ["x": .binarySet([])])),
        update("has an expression over 4 KB", Update(set: Item((0..<400).map { ("a\($0)", 1) }))),
        update(
            "sets over 400 KB", Update(set: ["x": .string(String(repeating: "x", count: 409_600))]), .itemTooLarge),
    ]

    private static let conditions: [Case] = [
        condition("an order of booleans", .less("x", true)),
        condition("an order of lists", .greaterOrEqual("x", .list([]))),
        condition("bounds of two types", .between("x", 1, "2")),
        condition("bounds the wrong way round", .between("x", 2, 1)),
        condition("a prefix that is a number", .beginsWith("x", 1)),
        condition("no choice", .isIn("x", [])),
        condition("101 choices", .isIn("x", (0..<101).map(AttributeValue.int))),
        condition("no parts", .all([])),
        condition("an operand that is an empty set", .equals("x", .stringSet([]))),
        condition("a number beyond range", .equals("x", .number("1E+126"))),
        condition("over 4 KB", .all((0..<300).map { .exists("attribute\($0)") })),
        condition(
            "values of over 2 MB together",
            .isIn("x", (0..<6).map { .string("\($0)" + String(repeating: "x", count: 400_000)) })),
        condition("over 300 operators", .all((0..<151).map { .equals("a", .int($0)) })),
    ]

    private static let queries: [Case] = [
        query("an index that is not declared", .notFound) { $0.index = "ByNothing" },
        query("a partition of another type") { $0.partition = 1 },
        query("an empty partition") { $0.partition = "" },
        query("a range of another type") { $0.range = .less("1") },
        query("a prefix of a number") { $0.range = .beginsWith("1") },
        query("bounds the wrong way round") { $0.range = .between(2, 1) },
        query("a limit of 0") { $0.limit = 0 },
        query("a filter on its sort key") { $0.filter = .greater("s", 0) },
        query("a consistent read of an index") {
            $0.index = "ByOwner"
            $0.consistent = true
        },
        query("a start key of another partition") { $0.startKey = ["p": "other", "s": 1] },
        query("a start key outside of the range") {
            $0.range = .less(5)
            $0.startKey = ["p": "kept", "s": 5]
        },
        query("a start key without the table's key") {
            $0.index = "ByOwner"
            $0.startKey = ["owner": "kept", "at": 1]
        },
        query("a start key with more than keys") { $0.startKey = ["p": "kept", "s": 1, "x": 1] },
    ]

    private static let batches: [Case] = [
        Case("a batch that reads a key twice") { table throws(TableError) in
            _ = try await table.tables.batchGet(table.name, keys: [key, ["p": "kept", "s": .number("1.0")]])
        },
        Case("a batch that writes an item twice") { table throws(TableError) in
            try await table.tables.batchWrite(
                table.name, [.put(["p": "new", "s": 1]), .delete(key: ["p": "new", "s": 1])])
        },
        Case("a batch with one bad item among good ones") { table throws(TableError) in
            try await table.tables.batchWrite(table.name, [.put(["p": "new", "s": 1]), .put(["p": "new"])])
        },
    ]

    private static func transaction(_ description: String, _ actions: @escaping @Sendable (String) -> [TransactAction])
        -> Case
    {
        Case("a transaction with \(description)") { table throws(TableError) in
            try await table.tables.transact(actions(table.name))
        }
    }

    private static let transactions: [Case] = [
        transaction("no actions") { _ in [] },
        transaction("101 actions") { table in
            (0..<101).map { .put(table: table, item: ["p": "new", "s": .int($0)]) }
        },
        transaction("two actions on one item") { table in
            [
                .put(table: table, item: ["p": "new", "s": 1]),
                .check(table: table, key: ["p": "new", "s": .number("1.0")], if: .absent("p")),
            ]
        },
        transaction("over 4 MB") { table in
            (0..<11).map {
                .put(
                    table: table,
                    item: ["p": "new", "s": .int($0), "x": .string(String(repeating: "x", count: 400_000))])
            }
        },
        transaction("an empty update") { table in
            [.put(table: table, item: ["p": "new", "s": 1]), .update(table: table, key: key, Update())]
        },
        Case("a transaction with a token of 37 characters") { table throws(TableError) in
            try await table.tables.transact(
                [.put(table: table.name, item: ["p": "new", "s": 1])], token: String(repeating: "t", count: 37))
        },
        Case("a transaction with a table that does not exist", .notFound) { table throws(TableError) in
            try await table.tables.transact([
                .put(table: table.name, item: ["p": "new", "s": 1]), .delete(table: "no-such-table", key: key),
            ])
        },
    ]
}
