import AWSCore
import AWSServices
import Tables
import WireFormats

/// Makes declared tables in DynamoDB.
struct TableCreation {
    enum Outcome: String {
        case created
        case exists = "exists already"
    }

    let client: DynamoDBClient

    /// Creates the table, waits until it can be used, and turns its time to live on.
    func create(_ schema: TableSchema) async throws -> Outcome {
        do {
            _ = try await client.call(.createTable, .object(schema.creation))
        } catch {
            guard error.code == .service("ResourceInUseException") else { throw error }
            return .exists
        }
        try await waitUntilActive(schema.name)
        if let attribute = schema.timeToLive {
            _ = try await client.call(
                .updateTimeToLive,
                [
                    "TableName": .string(schema.name),
                    "TimeToLiveSpecification": ["AttributeName": .string(attribute), "Enabled": true],
                ])
        }
        return .created
    }

    func delete(_ schema: TableSchema) async throws {
        _ = try await client.call(.deleteTable, ["TableName": .string(schema.name)])
    }

    func names() async throws -> [String] {
        var names: [String] = []
        var start: JSON?
        repeat {
            var request: JSONObject = ["Limit": 100]
            request["ExclusiveStartTableName"] = start
            let page = try await client.call(.listTables, .object(request))
            names += page["TableNames"]?.array?.compactMap(\.string) ?? []
            start = page["LastEvaluatedTableName"]
        } while start != nil
        return names.sorted()
    }

    private func waitUntilActive(_ name: String) async throws {
        while true {
            let table = try await client.call(.describeTable, ["TableName": .string(name)])["Table"]
            let indexes = table?["GlobalSecondaryIndexes"]?.array ?? []
            if table?["TableStatus"] == "ACTIVE", indexes.allSatisfy({ $0["IndexStatus"] == "ACTIVE" }) { return }
            try await Task.sleep(for: .milliseconds(500))
        }
    }
}
