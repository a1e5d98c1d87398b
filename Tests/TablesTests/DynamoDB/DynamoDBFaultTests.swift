import AWSServices
import HTTPTransport
import Tables
import TestSupport
import Testing
import WireFormats

/// What the DynamoDB engine makes of a DynamoDB that is slow, full, out of reach or silent.
@Suite("DynamoDB faults")
struct DynamoDBFaultTests {
    private static let throttled = ScriptedDynamoDB.Answer.exception("ThrottlingException", message: "Rate exceeded")
    private static let conditionFailed = ScriptedDynamoDB.Answer.exception(
        "ConditionalCheckFailedException", message: "The conditional request failed",
        members: ["Item": ["id": ["S": "a"], "n": ["N": "1"]]])

    @Test("a throttled write is tried again")
    func throttledOnce() async throws {
        let dynamoDB = try ScriptedDynamoDB([Self.throttled, Self.throttled, .output([:])])
        try await dynamoDB.tables.put("items", item: ["id": "a"])
        #expect(dynamoDB.operations == ["PutItem", "PutItem", "PutItem"])
    }

    @Test("a write that is throttled for good has written nothing")
    func throttledForGood() async throws {
        let dynamoDB = try ScriptedDynamoDB([Self.throttled])
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.put("items", item: ["id": "a"]) }
                == .unavailable(mayHaveWritten: false))
    }

    @Test("nobody at the endpoint: unavailable, and nothing written")
    func refused() async throws {
        let dynamoDB = try ScriptedDynamoDB([.output([:])])
        dynamoDB.server.stop()
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.put("items", item: ["id": "a"]) }
                == .unavailable(mayHaveWritten: false))
    }

    @Test("a put whose answers are all lost may have written; a get has not")
    func lost() async throws {
        let dynamoDB = try ScriptedDynamoDB([.lost])
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.put("items", item: ["id": "a"]) }
                == .unavailable(mayHaveWritten: true))
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.get("items", key: ["id": "a"]) }
                == .unavailable(mayHaveWritten: false))
    }

    @Test("a conditional put that finds its own item after a lost answer has succeeded")
    func ownItem() async throws {
        let dynamoDB = try ScriptedDynamoDB([.lost, Self.conditionFailed])
        try await dynamoDB.tables.put("items", item: ["id": "a", "n": .number("1.0")], if: .absent("id"))
        #expect(dynamoDB.operations == ["PutItem", "PutItem"])
    }

    @Test("a conditional put that finds another item after a lost answer does not know")
    func foreignItem() async throws {
        let dynamoDB = try ScriptedDynamoDB([.lost, Self.conditionFailed])
        #expect(
            await failure { () throws(TableError) in
                try await dynamoDB.tables.put("items", item: ["id": "a", "n": 2], if: .absent("id"))
            } == .unavailable(mayHaveWritten: true))
    }

    @Test("a condition that fails at once has failed")
    func conditionFails() async throws {
        let dynamoDB = try ScriptedDynamoDB([Self.conditionFailed])
        #expect(
            await failure { () throws(TableError) in
                try await dynamoDB.tables.put("items", item: ["id": "a", "n": 1], if: .absent("id"))
            } == .conditionFailed(existing: ["id": "a", "n": 1]))
    }

    @Test(
        "an update that counts or appends is not sent again after a lost answer; another one is",
        arguments: [
            (Update(add: ["n": 1]), 1), (Update(append: ["l": [1]]), 1), (Update(set: ["n": 1]), 2),
            (Update(add: ["tags": .stringSet(["x"])]), 2),
        ])
    func lostUpdate(update: Update, requests: Int) async throws {
        let dynamoDB = try ScriptedDynamoDB([.lost, .output(["Attributes": ["id": ["S": "a"]]])])
        let code = await failure { () throws(TableError) in
            try await dynamoDB.tables.update("items", key: ["id": "a"], update)
        }
        #expect(code == (requests == 1 ? .unavailable(mayHaveWritten: true) : nil))
        #expect(dynamoDB.operations.count == requests)
    }

    @Test("a transaction whose answer was lost is sent again with the same token")
    func lostTransaction() async throws {
        let dynamoDB = try ScriptedDynamoDB([.lost, .output([:])])
        try await dynamoDB.tables.transact([.update(table: "items", key: ["id": "a"], Update(add: ["n": 1]))])
        let calls = dynamoDB.calls
        #expect(calls.map(\.operation) == ["TransactWriteItems", "TransactWriteItems"])
        #expect(calls.first?.input == calls.last?.input)
        #expect(calls.first?.input["ClientRequestToken"]?.string?.count == 32)
    }

    @Test("the caller's token is sent")
    func token() async throws {
        let dynamoDB = try ScriptedDynamoDB([.output([:])])
        try await dynamoDB.tables.transact([.delete(table: "items", key: ["id": "a"])], token: "mine")
        #expect(
            dynamoDB.calls.map(\.input) == [
                [
                    "TransactItems": [["Delete": ["TableName": "items", "Key": ["id": ["S": "a"]]]]],
                    "ClientRequestToken": "mine",
                ]
            ])
    }

    @Test("a transaction's reasons are read, each in its place")
    func reasons() async throws {
        let dynamoDB = try ScriptedDynamoDB([
            .exception(
                "TransactionCanceledException",
                members: [
                    "CancellationReasons": [
                        ["Code": "None"], ["Code": "ConditionalCheckFailed", "Item": ["id": ["S": "b"]]],
                        ["Code": "ConditionalCheckFailed"], ["Code": "TransactionConflict", "Message": "ongoing"],
                        ["Code": "ThrottlingError"], ["Code": "ProvisionedThroughputExceeded"],
                        ["Code": "ItemCollectionSizeLimitExceeded"],
                        ["Code": "ValidationError", "Message": "Item size to update has exceeded the maximum"],
                        ["Code": "ValidationError", "Message": "An operand has an incorrect data type"],
                    ]
                ])
        ])
        let actions = "abcdefghi".map { TransactAction.delete(table: "items", key: ["id": .string(String($0))]) }
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.transact(actions) }
                == .transactionCancelled([
                    nil, .conditionFailed(existing: ["id": "b"]), .conditionFailed(existing: nil), .conflict,
                    .throttled,
                    .throttled, .itemTooLarge, .itemTooLarge,
                    .other("ValidationError: An operand has an incorrect data type"),
                ]))
    }

    @Test("a single write that meets a transaction is tried again, five times")
    func conflict() async throws {
        let conflict = ScriptedDynamoDB.Answer.exception("TransactionConflictException")
        let once = try ScriptedDynamoDB([conflict, .output([:])])
        try await once.tables.put("items", item: ["id": "a"])
        #expect(once.operations.count == 2)
        let always = try ScriptedDynamoDB([conflict])
        #expect(
            await failure { () throws(TableError) in try await always.tables.put("items", item: ["id": "a"]) }
                == .unavailable(mayHaveWritten: false))
        #expect(always.operations.count == 5)
        #expect(always.waited == [25, 50, 100, 200].map { .milliseconds($0) })
    }

    @Test(
        "DynamoDB's exceptions have their codes",
        arguments: [
            ("ResourceNotFoundException", "Requested resource not found", 400, .notFound),
            ("ValidationException", "The table does not have the specified index: ByOwner", 400, .notFound),
            ("ValidationException", "Item size to update has exceeded the maximum allowed size", 400, .itemTooLarge),
            ("ValidationException", "One or more parameter values were invalid", 400, .invalid),
            ("IdempotentParameterMismatchException", "", 400, .invalid), ("SerializationException", "", 400, .invalid),
            ("AccessDeniedException", "User is not authorized", 400, .denied),
            ("UnrecognizedClientException", "The security token is invalid", 400, .denied),
            ("ExpiredTokenException", "", 400, .denied), ("MissingAuthenticationTokenException", "", 400, .denied),
            ("Forbidden", "", 403, .denied), ("InternalServerError", "", 500, .unavailable(mayHaveWritten: false)),
            ("ProvisionedThroughputExceededException", "", 400, .unavailable(mayHaveWritten: false)),
            ("SomethingNewException", "", 400, .unavailable(mayHaveWritten: false)),
        ] as [(String, String, Int, TableError.Code)])
    func codes(name: String, message: String, status: Int, code: TableError.Code) async throws {
        let dynamoDB = try ScriptedDynamoDB([.exception(name, message: message, status: status)])
        let query = Query(table: "items", index: "ByOwner", partition: "o")
        #expect(await failure { () throws(TableError) in try await dynamoDB.tables.query(query) } == code)
    }

    @Test("a server error in a write leaves open whether it was written")
    func serverError() async throws {
        let dynamoDB = try ScriptedDynamoDB([.exception("InternalServerError", status: 500)])
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.delete("items", key: ["id": "a"]) }
                == .unavailable(mayHaveWritten: true))
    }

    @Test(
        "an answer that is none is no success", arguments: ["", "{", "<html>", "{\"Attributes\":{\"id\":{\"X\":1}}}"])
    func garbage(text: String) async throws {
        let dynamoDB = try ScriptedDynamoDB([.raw(status: 200, text: text)])
        #expect(
            await failure { () throws(TableError) in
                try await dynamoDB.tables.update("items", key: ["id": "a"], Update(set: ["n": 1]))
            } == .unavailable(mayHaveWritten: true))
    }

    @Test("what is refused here never gets there")
    func refusedHere() async throws {
        let dynamoDB = try ScriptedDynamoDB([.output([:])])
        _ = await failure { () throws(TableError) in try await dynamoDB.tables.put("items", item: ["id": ""]) }
        _ = await failure { () throws(TableError) in try await dynamoDB.tables.transact([]) }
        #expect(dynamoDB.operations == [])
    }
}
