import AWSServices
import Tables
import Testing
import WireFormats

/// What DynamoDB refuses is refused by all engines, with one code, and writes nothing.
@Suite("Conformance: refusals")
struct RefusalConformance {
    @Test("DynamoDB's rules hold", arguments: Engine.allCases, RefusalCases.all)
    func refuses(engine: Engine, refusal: RefusalCases.Case) async throws {
        let table = try await RefusalCases.table(engine)
        try await table.put(RefusalCases.kept)
        #expect(await failure { () throws(TableError) in try await refusal.attempt(table) } == refusal.code)
        #expect(try await table.all() == [RefusalCases.kept])
    }

    // moto's limit is lower.
    @Test(
        "an item of exactly 400 KB is taken, and no update may let it grow",
        arguments: Engine.allCases.filter { !$0.isMoto })
    func largestItem(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        // "id" + "a" and "x" + text.
        let item: Item = ["id": "a", "x": .string(String(repeating: "x", count: 409_600 - 4))]
        try await table.put(item)
        #expect(
            await failure { () throws(TableError) in try await table.update(["id": "a"], Update(set: ["y": ""])) }
                == .itemTooLarge)
        #expect(try await table.get(["id": "a"]) == item)
    }

    @Test("32 levels of nesting are taken", arguments: Engine.allCases)
    func deepestItem(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let item: Item = ["id": "a", "x": RefusalCases.nested(32)]
        try await table.put(item)
        #expect(try await table.get(["id": "a"]) == item)
    }

    // moto adds with Python's decimals and stores whatever comes of it.
    @Test("a sum beyond 38 digits or out of range is refused", arguments: Engine.allCases.filter { !$0.isMoto })
    func sums(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "n": .number("1E+37"), "max": .number("9E+125")])
        #expect(
            await failure { () throws(TableError) in
                try await table.update(["id": "a"], Update(add: ["n": .number("0.1")]))
            } == .invalid)
        #expect(
            await failure { () throws(TableError) in
                try await table.update(["id": "a"], Update(add: ["max": .number("9E+125")]))
            } == .invalid)
    }
}
