import AWSServices
import Tables
import Testing
import WireFormats

/// Transactions: all or nothing, with reasons and tokens.
@Suite("Conformance: transactions")
struct TransactionConformance {
    @Test("all kinds of actions happen together", arguments: Engine.allCases)
    func together(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "header", "count": 1])
        try await table.put(["id": "old"])
        try await table.put(["id": "guard", "ok": true])
        try await table.tables.transact([
            .put(table: table.name, item: ["id": "new", "x": 1], if: .absent("id")),
            .update(table: table.name, key: ["id": "header"], Update(add: ["count": 1]), if: .exists("id")),
            .delete(table: table.name, key: ["id": "old"], if: .exists("id")),
            .check(table: table.name, key: ["id": "guard"], if: .equals("ok", true)),
        ])
        #expect(
            try await table.all() == [
                ["id": "new", "x": 1], ["id": "header", "count": 2], ["id": "guard", "ok": true],
            ])
    }

    @Test("one failed condition undoes all, and each action has its reason", arguments: Engine.allCases)
    func reasons(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "x": 1])
        let code = await failure { () throws(TableError) in
            try await table.tables.transact([
                .put(table: table.name, item: ["id": "new"]),
                .update(table: table.name, key: ["id": "a"], Update(set: ["x": 2]), if: .equals("x", 2)),
                .check(table: table.name, key: ["id": "missing"], if: .exists("id")),
                .delete(table: table.name, key: ["id": "b"]),
            ])
        }
        #expect(
            code
                == .transactionCancelled([
                    nil, .conditionFailed(existing: ["id": "a", "x": 1]), .conditionFailed(existing: nil), nil,
                ]))
        #expect(try await table.all() == [["id": "a", "x": 1]])
    }

    @Test("100 actions in two tables", arguments: Engine.allCases)
    func hundred(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let other = TableSchema(table.name + "-2", partitionKey: .init("p"), sortKey: .init("s", .number))
        try await table.tables.create(other)
        try await table.tables.transact(
            (0..<50).flatMap { number -> [TransactAction] in
                [
                    .put(table: table.name, item: ["id": .string("\(number)")]),
                    .put(table: other.name, item: ["p": "a", "s": .int(number)]),
                ]
            })
        #expect(try await table.all().count == 50)
        #expect(try await table.tables.scan(Scan(table: other.name)).items.count == 50)
    }

    // moto takes tokens and ignores them; ``DynamoDBFaultTests`` shows that they are sent.
    private static let knowingTokens = Engine.allCases.filter { !$0.isMoto }

    @Test("the same token does the same actions once", arguments: knowingTokens)
    func repeated(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let actions: [TransactAction] = [.update(table: table.name, key: ["id": "a"], Update(add: ["n": 1]))]
        for _ in 0..<5 { try await table.tables.transact(actions, token: "token-\(table.name)") }
        try await table.tables.transact(actions, token: "other-\(table.name)")
        try await table.tables.transact(actions)
        #expect(try await table.get(["id": "a"]) == ["id": "a", "n": 3])
    }

    @Test("the same token with other actions is refused", arguments: knowingTokens)
    func tokenReused(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let token = "token-\(table.name)"
        try await table.tables.transact([.put(table: table.name, item: ["id": "a"])], token: token)
        #expect(
            await failure { () throws(TableError) in
                try await table.tables.transact([.put(table: table.name, item: ["id": "b"])], token: token)
            } == .invalid)
        #expect(try await table.all() == [["id": "a"]])
    }

    @Test("a token of a transaction that failed can be used again", arguments: Engine.allCases)
    func tokenOfFailure(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let token = "token-\(table.name)"
        let actions: [TransactAction] = [
            .update(table: table.name, key: ["id": "a"], Update(add: ["n": 1]), if: .exists("id"))
        ]
        #expect(
            await failure { () throws(TableError) in try await table.tables.transact(actions, token: token) }
                == .transactionCancelled([.conditionFailed(existing: nil)]))
        try await table.put(["id": "a"])
        try await table.tables.transact(actions, token: token)
        #expect(try await table.get(["id": "a"]) == ["id": "a", "n": 1])
    }

    // moto counts other bytes than DynamoDB, so this item would be too large for it at the start.
    @Test("an update that makes an item too large undoes all", arguments: Engine.allCases.filter { !$0.isMoto })
    func tooLarge(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let large: Item = ["id": "a", "x": .string(String(repeating: "x", count: 409_000))]
        try await table.put(large)
        let code = await failure { () throws(TableError) in
            try await table.tables.transact([
                .put(table: table.name, item: ["id": "b"]),
                .update(
                    table: table.name, key: ["id": "a"],
                    Update(set: ["y": .string(String(repeating: "y", count: 1000))])),
            ])
        }
        #expect(code == .transactionCancelled([nil, .itemTooLarge]))
        #expect(try await table.all() == [large])
    }

    @Test("an update that does not fit the item undoes all", arguments: Engine.allCases)
    func misfit(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.put(["id": "a", "x": "text"])
        let code = await failure { () throws(TableError) in
            try await table.tables.transact([
                .put(table: table.name, item: ["id": "b"]),
                .update(table: table.name, key: ["id": "a"], Update(add: ["x": 1])),
            ])
        }
        guard case .transactionCancelled(let reasons) = code, reasons.count == 2, reasons[0] == nil,
            case .other = reasons[1]
        else {
            // moto fails the whole call before it looks at reasons.
            #expect(engine.isMoto && code == .invalid)
            return
        }
        #expect(try await table.all() == [["id": "a", "x": "text"]])
    }

    // moto serves requests on threads without a lock around its tables.
    @Test(
        "50 writers who each append 10 messages and count them lose nothing",
        arguments: Engine.allCases.filter { !$0.isMoto })
    func appenders(engine: Engine) async throws {
        let table = try await TableUnderTest(engine, partitionKey: .init("p"), sortKey: .init("s"))
        try await withThrowingTaskGroup { group in
            for writer in 0..<50 {
                group.addTask {
                    for number in 0..<10 {
                        try await table.tables.transact([
                            .put(
                                table: table.name, item: ["p": "messages", "s": .string("\(writer)-\(number)")],
                                if: .absent("s")),
                            .update(table: table.name, key: ["p": "counter", "s": "-"], Update(add: ["n": 1])),
                        ])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await table.get(["p": "counter", "s": "-"])?["n"] == 500)
        #expect(try await table.all().count == 501)
    }
}
