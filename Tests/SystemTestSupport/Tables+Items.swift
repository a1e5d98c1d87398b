public import AWSServices
public import SystemSupport
public import Tables
public import WireFormats

extension Tables {
    /// All items of a table.
    public func items(in table: String) async throws -> [Item] {
        var items: [Item] = []
        var scan = Scan(table: table)
        repeat {
            let page = try await self.scan(scan)
            items += page.items
            scan.startKey = page.lastKey
        } while scan.startKey != nil
        return items
    }

    /// All items of the conversations table, by their keys.
    public func items(of schema: ConversationsSchema) async throws -> [Item] {
        func key(_ item: Item) -> (String, String) {
            (item[ConversationAttribute.partition]?.string ?? "", item[ConversationAttribute.sort]?.string ?? "")
        }
        return try await items(in: schema.table).sorted { key($0) < key($1) }
    }
}
