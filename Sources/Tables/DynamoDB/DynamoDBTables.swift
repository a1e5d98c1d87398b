import AWSCore
public import AWSServices
import HTTPTransport
import Synchronization
public import WireFormats

/// ``Tables`` in DynamoDB.
///
/// Requests are checked first, so that bad input costs no call and fails as in SQLite. After that
/// DynamoDB decides. The client below repeats what can be repeated; when it gives up, or when it had lost an answer, a
/// write throws ``TableError/Code/unavailable(mayHaveWritten:)``. A failed condition is reported as such only when no
/// answer had been lost before, for it might be the work of the write's own first attempt. (Of a conditional put whose
/// item is there exactly as put, it is: the put has succeeded.) Transactions always carry a token and know no such doubt.
public final class DynamoDBTables: Tables {
    /// How often a write is tried that meets a transaction on its item.
    static let maximumConflicts = 5

    let client: DynamoDBClient
    let backoff: Backoff
    private let tables: Mutex<TableCatalog>

    /// - Parameters:
    ///   - schemas: of the tables to be used; ``create(_:)`` adds to them. A table that DynamoDB has but that is not
    ///     declared here is ``TableError/Code/notFound``.
    ///   - sleep: waits between repetitions; throws when the task is cancelled.
    ///   - random: for jitter and for the tokens of transactions.
    public init(
        client: DynamoDBClient, schemas: [TableSchema], sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.client = client
        backoff = Backoff(sleep: sleep, random: random)
        tables = Mutex(TableCatalog(schemas))
    }

    var catalog: TableCatalog { tables.withLock { $0 } }

    func validation(_ table: String) throws(TableError) -> ItemValidation {
        ItemValidation(schema: try catalog.schema(table))
    }

    func add(_ schema: TableSchema) { tables.withLock { $0.add(schema) } }

    // MARK: Items

    public func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? {
        let key = try validation(table).key(key)
        let answer = try await read(
            .getItem, ["TableName": .string(table), "Key": key.json, "ConsistentRead": .bool(consistent)])
        return try answer["Item"].map { json throws(TableError) in try Self.item(json, of: .getItem) }
    }

    public func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        let validation = try validation(table)
        let item = try validation.item(item)
        var input: JSONObject = ["TableName": .string(table), "Item": item.json]
        input.add(try validation.condition(condition))
        do {
            _ = try await write(.putItem, input)
        } catch {
            let isOwnWork =
                error.serviceCode == "ConditionalCheckFailedException" && error.mayHaveTakenEffect
                && AttributeValue.map(error.existingItem ?? [:]).isIdentical(to: .map(item))
            if !isOwnWork { throw TableError(error, isWrite: true) }
        }
    }

    public func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        let validation = try validation(table)
        var input: JSONObject = [
            "TableName": .string(table), "Key": try validation.key(key).json, "ReturnValues": "ALL_NEW",
        ]
        let update = try validation.update(update)
        input.add(try validation.condition(condition), update: update.isEmpty ? nil : update)
        let answer: JSON
        do {
            answer = try await write(.updateItem, input, isIdempotent: update.isIdempotent)
        } catch {
            throw TableError(error, isWrite: true)
        }
        return try Self.item(answer["Attributes"] ?? .null, of: .updateItem)
    }

    public func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        let validation = try validation(table)
        var input: JSONObject = [
            "TableName": .string(table), "Key": try validation.key(key).json, "ReturnValues": "ALL_OLD",
        ]
        input.add(try validation.condition(condition))
        let answer: JSON
        do {
            answer = try await write(.deleteItem, input)
        } catch {
            throw TableError(error, isWrite: true)
        }
        return try answer["Attributes"].map { json throws(TableError) in try Self.item(json, of: .deleteItem) }
    }

    // MARK: Calls

    func read(_ operation: DynamoDBOperation, _ input: JSONObject) async throws(TableError) -> JSON {
        do {
            return try await client.call(operation, .object(input))
        } catch {
            throw TableError(error, isWrite: false)
        }
    }

    /// Waits for a transaction that holds the item (TransactionConflictException: nothing was done).
    private func write(
        _ operation: DynamoDBOperation, _ input: JSONObject, isIdempotent: Bool = true
    ) async throws(AWSError) -> JSON {
        var attempt = 1
        while true {
            do {
                return try await client.call(operation, .object(input), isIdempotent: isIdempotent)
            } catch {
                guard error.serviceCode == "TransactionConflictException", !error.mayHaveTakenEffect,
                    attempt < Self.maximumConflicts, await backoff.wait(afterAttempt: attempt)
                else { throw error }
                attempt += 1
                InvocationScope.metrics?.count(.retries)
            }
        }
    }

    /// - Throws: ``TableError/Code/unavailable(mayHaveWritten:)`` for attributes that cannot be read.
    static func item(_ json: JSON, of operation: DynamoDBOperation) throws(TableError) -> Item {
        do {
            return try Item(json: json)
        } catch {
            let isWrite = operation == .updateItem || operation == .deleteItem
            throw TableError(
                .unavailable(mayHaveWritten: isWrite), "DynamoDB's answer to \(operation.rawValue): \(error)")
        }
    }
}

extension Update {
    /// Whether doing it twice does the same as doing it once.
    var isIdempotent: Bool {
        append.isEmpty && add.values.allSatisfy { $0.number == nil }
    }
}

extension JSONObject {
    /// Adds what a write needs for its condition and update.
    fileprivate mutating func add(_ condition: Condition?, update: Update? = nil) {
        var expressions = ExpressionRendering()
        if let update { self["UpdateExpression"] = .string(expressions.update(update)) }
        if let condition {
            self["ConditionExpression"] = .string(expressions.condition(condition))
            self["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        }
        for (name, value) in expressions.members { self[name] = value }
    }
}
