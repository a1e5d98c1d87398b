import WireFormats

/// The tables an engine knows, by name.
struct TableCatalog: Sendable {
    private var schemas: ExactDictionary<TableSchema> = [:]

    init(_ schemas: [TableSchema]) {
        for schema in schemas { self.schemas[schema.name] = schema }
    }

    subscript(name: String) -> TableSchema? { schemas[name] }

    mutating func add(_ schema: TableSchema) { schemas[schema.name] = schema }

    /// - Throws: ``TableError/Code/notFound``.
    func schema(_ name: String) throws(TableError) -> TableSchema {
        guard let schema = schemas[name] else { throw TableError(.notFound, "there is no table \(name)") }
        return schema
    }
}
