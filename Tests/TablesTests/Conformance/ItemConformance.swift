import AWSServices
import Tables
import Testing
import WireFormats

/// Single items: what is put comes back, and only what DynamoDB takes can be put.
@Suite("Conformance: items")
struct ItemConformance {
    @Test("an item of every type comes back as it was put", arguments: Engine.allCases)
    func everyType(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let item: Item = [
            "id": "every type", "text": "Grüße, 𝄞 und \u{0}\n\"\\", "number": .number("-12.5"),
            "big": 9_007_199_254_740_993,
            "bytes": .binary([0, 1, 0xFF]), "yes": true, "no": false, "nothing": .null,
            "list": .list(["a", 1, .list([.null]), .map(["x": .binary([])])]),
            "map": .map(["a b.c[0]#:": .map(["deep": .list([])]), "size": "a reserved word"]),
            "strings": .stringSet(["a", "b", ""]), "numbers": .numberSet(["1", "-2.5"]),
            "binaries": .binarySet([[0], [1, 2]]), "empty string": "", "empty bytes": .binary([]),
            "empty list": .list([]), "empty map": .map([:]), "ключ": "name beyond ASCII", "𝄞": "astral name",
        ]
        try await table.put(item)
        #expect(try await table.get(["id": "every type"]) == item)
    }

    @Test("names, members of maps and of sets that only look the same are all kept", arguments: Engine.allCases)
    func namesByBytes(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let item: Item = [
            "id": "a", "\u{E9}": 1, "e\u{301}": 2, "map": .map(["\u{E9}": "x", "e\u{301}": "y"]),
            "set": .stringSet(["\u{E9}", "e\u{301}"]),
        ]
        try await table.put(item)
        let stored = try #require(try await table.get(["id": "a"]))
        #expect(stored == item && stored.count == 5)
        #expect(stored["set"] == .stringSet(["e\u{301}", "\u{E9}"]) && stored["set"] != .stringSet(["\u{E9}"]))
    }

    @Test("what is not there is nil", arguments: Engine.allCases)
    func missing(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        #expect(try await table.get(["id": "missing"]) == nil)
    }

    @Test("a put replaces the whole item", arguments: Engine.allCases)
    func putReplaces(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "old": 1])
        try await table.put(["id": "a", "new": 2])
        #expect(try await table.get(["id": "a"]) == ["id": "a", "new": 2])
    }

    @Test("a delete returns what was there", arguments: Engine.allCases)
    func deleteReturns(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "x": 1])
        #expect(try await table.delete(["id": "a"]) == ["id": "a", "x": 1])
        #expect(try await table.delete(["id": "a"]) == nil)
        #expect(try await table.all() == [])
    }

    @Test(
        "keys that look alike are different items",
        arguments: Engine.allCases,
        [
            ["\u{E9}", "e\u{301}"], ["a", "A"], ["𝄞", "\u{FFFD}"], ["a", "a\u{0}"], ["1", "１"], ["a", "a "],
        ])
    func keysByBytes(engine: Engine, keys: [String]) async throws {
        let table = try await TableUnderTest(engine)
        for (number, key) in keys.enumerated() {
            try await table.put(["id": .string(key), "number": .int(number)], if: .absent("id"))
        }
        for (number, key) in keys.enumerated() {
            #expect(try await table.get(["id": .string(key)])?["number"] == .int(number))
        }
    }

    @Test("a number has one form however it was written", arguments: Engine.allCases)
    func normalizedNumbers(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let numbers: [String: String] = [
            "2.0": "2", "007": "7", "-0": "0", "0.0": "0", "1e3": "1000", "1.50E-2": "0.015", "+5": "5", ".5": "0.5",
            "5.": "5", "100": "100", "-1.10": "-1.1",
        ]
        for (text, normalized) in numbers {
            try await table.put([
                "id": "n", "n": .number(text), "nested": .list([.map(["n": .number(text)])]),
                "set": .numberSet([text]),
            ])
            #expect(
                try await table.get(["id": "n"]) == [
                    "id": "n", "n": .number(normalized), "nested": .list([.map(["n": .number(normalized)])]),
                    "set": .numberSet([normalized]),
                ])
        }
    }

    @Test(
        "numbers of 38 digits and the largest magnitudes are exact", arguments: Engine.allCases,
        [
            "12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678",
            "1234567890123456789.0123456789012345678", "99999999999999999999999999999999999999",
            "9.9999999999999999999999999999999999999E+125", "-9.9999999999999999999999999999999999999E+125", "1E-130",
            "-1E-130",
        ])
    func exactNumbers(engine: Engine, text: String) async throws {
        let table = try await TableUnderTest(engine, partitionKey: .init("id", .number))
        let key: Item = ["id": .number(text)]
        try await table.put(["id": .number(text), "same": .number(text)])
        let item = try #require(try await table.get(key))
        #expect(item["id"] == item["same"])
        #expect(item["id"].map { [$0] } == (try await table.all()).map { $0["id"] })
        // The text itself is Python's, by the tests of DecimalNumber; here, that no digit is lost.
        let digits = item["same"]?.number?.filter(\.isNumber) ?? ""
        let significant = text.prefix { $0 != "E" }.filter(\.isNumber)
        #expect(digits.contains(String(significant).drop { $0 == "0" }))
    }

    @Test("number keys are one key however they are written", arguments: Engine.allCases)
    func numberKeys(engine: Engine) async throws {
        let table = try await TableUnderTest(engine, partitionKey: .init("id", .number))
        try await table.put(["id": .number("1.0"), "x": 1])
        try await table.put(["id": .number("10e-1"), "x": 2])
        #expect(try await table.all() == [["id": 1, "x": 2]])
    }
}
