import AWSServices
import Tables
import TestSupport
import Testing
import WireFormats

/// boto3 as a second opinion on what is stored.
@Suite("boto3")
struct Boto3Tests {
    private func python(_ script: String, _ table: TableUnderTest) async throws -> String {
        let server = try await MotoServer.shared
        let preamble = """
            import boto3, json, sys
            from boto3.dynamodb.types import Binary
            from decimal import Decimal
            table = boto3.resource("dynamodb", endpoint_url=sys.argv[1]).Table(sys.argv[2])

            """
        return try await Python.run(
            preamble + script, [server.endpoint, table.name], environment: MotoServer.environment)
    }

    private static let item: Item = [
        "id": "a", "text": "Grüße 𝄞", "n": .number("12345678901234567890.123456789"), "bytes": .binary([0, 0xFF]),
        "yes": true, "nothing": .null, "list": .list([1, "x", .map(["k": .list([])])]), "tags": .stringSet(["x", "y"]),
        "numbers": .numberSet(["1", "2.5"]),
    ]
    private static let asPython = """
        {"id": "a", "text": "Grüße 𝄞", "n": Decimal("12345678901234567890.123456789"), "bytes": Binary(b"\\0\\xff"),
        "yes": True, "nothing": None, "list": [Decimal(1), "x", {"k": []}], "tags": {"x", "y"},
        "numbers": {Decimal(1), Decimal("2.5")}}
        """

    @Test("boto3 reads what was written here")
    func readByBoto3() async throws {
        let table = try await TableUnderTest(.dynamoDB)
        try await table.put(Self.item)
        let script = "print(table.get_item(Key={'id': 'a'})['Item'] == \(Self.asPython))"
        #expect(try await python(script, table) == "True\n")
    }

    @Test("what boto3 wrote is read here")
    func writtenByBoto3() async throws {
        let table = try await TableUnderTest(.dynamoDB)
        _ = try await python("table.put_item(Item=\(Self.asPython))", table)
        #expect(try await table.get(["id": "a"]) == Self.item)
    }

    @Test("boto3 sees the table with its keys, indexes and time to live")
    func tableByBoto3() async throws {
        let table = try await TableUnderTest(
            .dynamoDB, partitionKey: .init("p"), sortKey: .init("s", .number),
            indexes: [.init("ByOwner", partitionKey: .init("owner"), sortKey: .init("s", .number))])
        let script = """
            index = table.global_secondary_indexes[0]
            ttl = table.meta.client.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
            print(json.dumps([table.key_schema, index["IndexName"], index["KeySchema"], index["Projection"],
                table.billing_mode_summary["BillingMode"], ttl["AttributeName"], ttl["TimeToLiveStatus"]]))
            """
        let seen = try JSON(parsing: await python(script, table))
        #expect(
            seen == [
                [["AttributeName": "p", "KeyType": "HASH"], ["AttributeName": "s", "KeyType": "RANGE"]], "ByOwner",
                [["AttributeName": "owner", "KeyType": "HASH"], ["AttributeName": "s", "KeyType": "RANGE"]],
                ["ProjectionType": "ALL"], "PAY_PER_REQUEST", "expires", "ENABLED",
            ])
    }
}
