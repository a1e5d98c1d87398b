import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against moto's DynamoDB, with boto3 reading what was written.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DynamoDBClientTests {
    private let cloud: Cloud
    private let client: DynamoDBClient
    private let table = "things-\(UUID().uuidString)"

    init() async throws {
        cloud = try await Cloud()
        client = try DynamoDBClient(cloud.context)
        _ = try await client.call(
            .createTable,
            [
                "TableName": .string(table), "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [["AttributeName": "pk", "AttributeType": "S"]],
                "KeySchema": [["AttributeName": "pk", "KeyType": "HASH"]],
            ])
    }

    private static let item: Item = [
        "pk": "ключ/a+b 🙂", "n": .number("1.2345678901234567890123456789012345678"), "b": .binary([0, 1, 255]),
        "s": .stringSet(["x", "y"]), "m": .map(["l": .list([.null, .bool(true), ""])]),
    ]

    private func put(_ item: Item, condition: JSON? = nil) async throws(AWSError) {
        var input: JSONObject = ["TableName": .string(table), "Item": item.json]
        input["ConditionExpression"] = condition
        _ = try await client.call(.putItem, .object(input))
    }

    private func get(_ key: AttributeValue) async throws -> Item? {
        let output = try await client.call(.getItem, ["TableName": .string(table), "Key": (["pk": key] as Item).json])
        return try output["Item"].map { try Item(json: $0) }
    }

    @Test("an item comes back as it was put, to the last digit")
    func roundTrip() async throws {
        try await put(Self.item)
        #expect(try await get("ключ/a+b 🙂") == Self.item)
    }

    @Test("boto3 reads what was put")
    func boto3() async throws {
        try await put(Self.item)
        let printed = try await cloud.python(
            """
            item = dynamodb.get_item(TableName=sys.argv[2], Key={'pk': {'S': sys.argv[1]}})['Item']
            item['b']['B'] = list(item['b']['B'])
            print(json.dumps(item, sort_keys=True))
            """, ["ключ/a+b 🙂", table])
        #expect(
            try JSON(parsing: printed) == [
                "pk": ["S": "ключ/a+b 🙂"], "n": ["N": "1.2345678901234567890123456789012345678"],
                "b": ["B": [0, 1, 255]], "s": ["SS": ["x", "y"]],
                "m": ["M": ["l": ["L": [["NULL": true], ["BOOL": true], ["S": ""]]]]],
            ])
    }

    @Test("a missing item is an answer without one")
    func missing() async throws {
        #expect(try await get("nobody") == nil)
    }

    @Test("a failed condition is an error with DynamoDB's name for it")
    func condition() async throws {
        try await put(["pk": "a"])
        let error = await #expect(throws: AWSError.self) {
            try await put(["pk": "a"], condition: "attribute_not_exists(pk)")
        }
        #expect(error?.code == .service("ConditionalCheckFailedException"))
        #expect(error?.status == 400)
        #expect(error?.mayHaveTakenEffect == false)
        #expect(error?.requestID != nil)
    }

    @Test("an unknown table is an error with DynamoDB's name for it")
    func unknownTable() async throws {
        let error = await #expect(throws: AWSError.self) {
            try await client.call(.getItem, ["TableName": "nothing", "Key": ["pk": ["S": "a"]]])
        }
        #expect(error?.code == .service("ResourceNotFoundException"))
    }

    @Test("temporary credentials of STS are accepted with their token")
    func sessionToken() async throws {
        let printed = try await cloud.python("print(json.dumps(sts.get_session_token()['Credentials'], default=str))")
        let credentials = try JSON(parsing: printed)
        var context = cloud.context
        context.credentials = StaticCredentials(
            accessKeyID: try #require(credentials["AccessKeyId"]?.string),
            secretAccessKey: try #require(credentials["SecretAccessKey"]?.string),
            sessionToken: try #require(credentials["SessionToken"]?.string))
        let output = try await DynamoDBClient(context).call(.listTables, [:])
        #expect(output["TableNames"]?.array?.contains(.string(table)) == true)
    }

    @Test("a name without a region is refused when the client is made")
    func noRegion() throws {
        let error = #expect(throws: AWSError.self) {
            try DynamoDBClient(
                AWSContext(
                    environment: [:], transport: cloud.transport, clock: { Timestamp(seconds: 0) }, sleep: { _ in }))
        }
        #expect(error?.code == .configuration)
    }

    @Test("an answer that is not JSON is an error that may have taken effect")
    func notJSON() async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(text: "<html>") }
        var context = cloud.context
        context.configuration = try AWSConfiguration(
            environment: ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": server.url])
        let client = try DynamoDBClient(context)
        let error = await #expect(throws: AWSError.self) { try await client.call(.putItem, [:]) }
        #expect(error?.code == .invalidResponse)
        #expect(error?.mayHaveTakenEffect == true)
    }
}
