import AWSServices
import WireFormats

/// Queries and scans: one call a page.
extension DynamoDBTables {
    public func query(_ query: Query) async throws(TableError) -> Page {
        let validation = try validation(query.table)
        let query = try validation.query(query)
        var expressions = ExpressionRendering()
        let key = expressions.key(query, try validation.keys(ofIndex: query.index))
        var input: JSONObject = [
            "TableName": .string(query.table), "KeyConditionExpression": .string(key),
            "ScanIndexForward": .bool(!query.descending), "ConsistentRead": .bool(query.consistent),
        ]
        input.add(query.index, query.limit, query.filter, query.startKey, &expressions)
        return try await page(.query, input)
    }

    public func scan(_ scan: Scan) async throws(TableError) -> Page {
        let scan = try validation(scan.table).scan(scan)
        var expressions = ExpressionRendering()
        var input: JSONObject = ["TableName": .string(scan.table)]
        input.add(scan.index, scan.limit, scan.filter, scan.startKey, &expressions)
        return try await page(.scan, input)
    }

    private func page(_ operation: DynamoDBOperation, _ input: JSONObject) async throws(TableError) -> Page {
        let answer = try await read(operation, input)
        var page = Page(items: [])
        for item in answer["Items"]?.array ?? [] { page.items.append(try Self.item(item, of: operation)) }
        if let lastKey = answer["LastEvaluatedKey"], lastKey.object?.isEmpty == false {
            page.lastKey = try Self.item(lastKey, of: operation)
        }
        return page
    }
}

extension JSONObject {
    fileprivate mutating func add(
        _ index: String?, _ limit: Int?, _ filter: Condition?, _ startKey: Item?,
        _ expressions: inout ExpressionRendering
    ) {
        if let index { self["IndexName"] = .string(index) }
        if let limit { self["Limit"] = .number(JSONNumber(limit)) }
        if let filter { self["FilterExpression"] = .string(expressions.condition(filter)) }
        if let startKey { self["ExclusiveStartKey"] = startKey.json }
        for (name, value) in expressions.members { self[name] = value }
    }
}
