import AWSCore
public import AWSServices
import HTTPTransport
public import WireFormats

/// Batches of any size, in DynamoDB's portions; what it leaves unprocessed is asked again after a while.
extension DynamoDBTables {
    /// DynamoDB: BatchGetItem.
    static let readsPerBatch = 100
    /// DynamoDB: BatchWriteItem.
    static let writesPerBatch = 25
    /// How many answers may bring nothing at all before the batch is given up.
    static let maximumFruitlessAttempts = 8

    public func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        let keys = try RequestValidation.keys(keys, of: catalog.schema(table))
        var items: [Item] = []
        try await process(keys.map(\.json), perBatch: Self.readsPerBatch, isWrite: false) { keys throws(TableError) in
            let request: JSON = [table: ["Keys": .array(keys), "ConsistentRead": .bool(consistent)]]
            let answer = try await read(.batchGetItem, ["RequestItems": request])
            for item in answer["Responses"]?[table]?.array ?? [] {
                items.append(try Self.item(item, of: .batchGetItem))
            }
            return answer["UnprocessedKeys"]?[table]?["Keys"]?.array ?? []
        }
        return items
    }

    public func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        let writes = try RequestValidation.writes(writes, to: catalog.schema(table)).map(\.json)
        try await process(writes, perBatch: Self.writesPerBatch, isWrite: true) { writes throws(TableError) in
            let input: JSON = ["RequestItems": [table: .array(writes)]]
            do throws(AWSError) {
                let answer = try await client.call(.batchWriteItem, input)
                return answer["UnprocessedItems"]?[table]?.array ?? []
            } catch {
                throw TableError(error, isWrite: true)
            }
        }
    }

    /// - Parameter send: sends some of the requests and gives those that are left over.
    private func process(
        _ requests: [JSON], perBatch: Int, isWrite: Bool, send: ([JSON]) async throws(TableError) -> [JSON]
    ) async throws(TableError) {
        var pending = requests[...]
        var attempt = 0
        var fruitless = 0
        while !pending.isEmpty {
            let batch = Array(pending.prefix(perBatch))
            let left = try await send(batch)
            pending = pending.dropFirst(batch.count)
            guard !left.isEmpty else {
                attempt = 0
                fruitless = 0
                continue
            }
            InvocationScope.metrics?.count(.throttles)
            pending = left + pending
            attempt += 1
            fruitless = left.count < batch.count ? 0 : fruitless + 1
            guard fruitless < Self.maximumFruitlessAttempts, await backoff.wait(afterAttempt: attempt) else {
                throw TableError(
                    .unavailable(mayHaveWritten: isWrite), "DynamoDB left \(pending.count) of a batch unprocessed")
            }
            InvocationScope.metrics?.count(.retries)
        }
    }
}

extension BatchWrite {
    fileprivate var json: JSON {
        switch self {
        case .put(let item): ["PutRequest": ["Item": item.json]]
        case .delete(let key): ["DeleteRequest": ["Key": key.json]]
        }
    }
}
