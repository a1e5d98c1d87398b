import AWSServices
import WireFormats

/// What tells one item from all others: its table and the bytes of its key.
struct ItemIdentity: Hashable {
    private let table: String
    private let partition: [UInt8]?
    private let sort: [UInt8]?

    init(of item: Item, in schema: TableSchema) {
        table = schema.name
        partition = item[schema.partitionKey.name]?.orderedBytes
        sort = schema.sortKey.flatMap { item[$0.name]?.orderedBytes }
    }
}
