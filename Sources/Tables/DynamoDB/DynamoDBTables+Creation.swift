import AWSCore
import AWSServices
import WireFormats

/// Creation of tables, for `colloquy tables create` and tests.
extension DynamoDBTables {
    /// Polls of DescribeTable; with the longest wait of ``Backoff`` between them, some minutes.
    static let maximumPolls = 120

    public func create(_ schema: TableSchema) async throws(TableError) {
        try SchemaValidation.check(schema)
        var isNew = true
        do {
            _ = try await client.call(.createTable, .object(schema.creation))
        } catch {
            // It exists, or our own first attempt made it.
            guard error.serviceCode == "ResourceInUseException" else { throw TableError(error, isWrite: true) }
            isNew = error.mayHaveTakenEffect
        }
        try await waitUntilActive(schema.name)
        if isNew, let attribute = schema.timeToLive { try await expire(schema.name, by: attribute) }
        add(schema)
    }

    /// A new table is not there for DescribeTable at once, and cannot be used before it and its indexes are active.
    private func waitUntilActive(_ table: String) async throws(TableError) {
        for attempt in 1...Self.maximumPolls {
            do {
                let answer = try await read(.describeTable, ["TableName": .string(table)])
                let indexes = answer["Table"]?["GlobalSecondaryIndexes"]?.array ?? []
                let isActive = answer["Table"]?["TableStatus"] == "ACTIVE"
                if isActive, indexes.allSatisfy({ $0["IndexStatus"] == "ACTIVE" }) { return }
            } catch {
                guard error.code == .notFound else { throw error }
            }
            guard await backoff.wait(afterAttempt: attempt) else { break }
        }
        throw TableError(.unavailable(mayHaveWritten: true), "the table \(table) did not become active in time")
    }

    private func expire(_ table: String, by attribute: String) async throws(TableError) {
        let input: JSON = [
            "TableName": .string(table),
            "TimeToLiveSpecification": ["AttributeName": .string(attribute), "Enabled": true],
        ]
        do {
            _ = try await client.call(.updateTimeToLive, input)
        } catch {
            // An own first attempt may have set it already.
            guard error.message.contains(bytesOf: "already enabled") else { throw TableError(error, isWrite: true) }
        }
    }
}
