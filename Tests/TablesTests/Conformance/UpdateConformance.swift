import AWSServices
import Tables
import Testing
import WireFormats

/// Updates: what they make of an item, and what they return.
@Suite("Conformance: updates")
struct UpdateConformance {
    @Test("all parts of an update at once", arguments: Engine.allCases)
    func everyPart(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put([
            "id": "a", "set": 1, "kept": "k", "absent": "there", "count": .number("1.5"), "tags": .stringSet(["a"]),
            "list": .list([1]), "gone": 1, "untouched": .null,
        ])
        let after = try await table.update(
            ["id": "a"],
            Update(
                set: ["set": .map(["x": 1]), "new": "n"], setIfAbsent: ["absent": "not taken", "filled": "f"],
                add: [
                    "count": .number("-2.25"), "fresh": 7, "tags": .stringSet(["a", "b"]), "ids": .numberSet(["1"]),
                ],
                append: ["list": [2, "x"], "fresh list": [.null]], remove: ["gone", "never there"]))
        let expected: Item = [
            "id": "a", "set": .map(["x": 1]), "new": "n", "kept": "k", "absent": "there", "filled": "f",
            "count": .number("-0.75"), "fresh": 7, "tags": .stringSet(["a", "b"]), "ids": .numberSet(["1"]),
            "list": .list([1, 2, "x"]), "fresh list": .list([.null]), "untouched": .null,
        ]
        #expect(after == expected)
        #expect(try await table.get(["id": "a"]) == expected)
    }

    @Test("an update of what is not there creates it", arguments: Engine.allCases)
    func creates(engine: Engine) async throws {
        let table = try await TableUnderTest(engine, partitionKey: .init("p"), sortKey: .init("s", .number))
        #expect(
            try await table.update(["p": "a", "s": 1], Update(add: ["n": 1]), if: .absent("p"))
                == ["p": "a", "s": 1, "n": 1])
        #expect(try await table.all() == [["p": "a", "s": 1, "n": 1]])
    }

    // moto answers 500 to an update without an expression, which DynamoDB takes.
    private static let takingEmptyUpdates = Engine.allCases.filter { !$0.isMoto }

    @Test("an empty update of what is not there creates it", arguments: takingEmptyUpdates)
    func createsEmpty(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        #expect(try await table.update(["id": "a"], Update()) == ["id": "a"])
        #expect(try await table.all() == [["id": "a"]])
    }

    @Test("an empty update of what is there changes nothing", arguments: takingEmptyUpdates)
    func empty(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "x": 1])
        #expect(try await table.update(["id": "a"], Update()) == ["id": "a", "x": 1])
    }

    @Test("removing all attributes leaves the key", arguments: Engine.allCases)
    func removeAll(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "x": 1])
        #expect(try await table.update(["id": "a"], Update(remove: ["x"])) == ["id": "a"])
        #expect(try await table.get(["id": "a"]) == ["id": "a"])
    }

    @Test("sums are exact", arguments: Engine.allCases)
    func exactSums(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let sums: [(String, String, String)] = [
            ("0.1", "0.2", "0.3"), ("9007199254740993", "1", "9007199254740994"), ("5", "-5", "0"),
            ("99999999999999999999999999999999999998", "1", "99999999999999999999999999999999999999"),
            ("-0.5", "0.25", "-0.25"),
        ]
        for (left, right, sum) in sums {
            try await table.put(["id": "a", "n": .number(left)])
            let after = try await table.update(["id": "a"], Update(add: ["n": .number(right)]))
            #expect(after["n"]?.number.flatMap { Self.plain($0) } == sum)
        }
    }

    /// moto leaves `0.0` where DynamoDB has `0`.
    private static func plain(_ text: String) -> String { text == "0.0" ? "0" : text }

    // moto serves requests on threads without a lock around its tables.
    @Test("50 writers who count to 10 count to 500", arguments: Engine.allCases.filter { !$0.isMoto })
    func counters(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<10 { try await table.update(["id": "counter"], Update(add: ["n": 1])) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await table.get(["id": "counter"]) == ["id": "counter", "n": 500])
    }
}
