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
        if try await exists(schema) { return .exists }
        try await DynamoDBTables(client: client, schemas: [], sleep: { try await Task.sleep(for: $0) }).create(schema)
        return .created
    }

    private func exists(_ schema: TableSchema) async throws(AWSError) -> Bool {
        do {
            _ = try await client.call(.describeTable, ["TableName": .string(schema.name)])
            return true
        } catch {
            guard error.code == .service("ResourceNotFoundException") else { throw error }
            return false
        }
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
}
