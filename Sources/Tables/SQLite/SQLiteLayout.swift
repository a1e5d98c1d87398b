/// The SQL behind a DynamoDB table: which SQL tables there are and what they are called.
///
/// A table's items are in `items:TABLE`, those of an index in `index:TABLE:INDEX`. DynamoDB's names hold no colon, so no
/// two can meet, and a developer finds them with `sqlite3 FILE .tables`. Keys are blobs that compare as DynamoDB orders
/// keys (an absent sort key is empty); the item is DynamoDB's JSON as text in a blob.
///
/// An index has whole items, of which readers see what it projects, each with the time from which and until which a
/// reader sees it: that is how an index can lag. Times are microseconds since 1970 of the engine's clock.
enum SQLiteLayout {
    /// Tables by name, with their schema.
    static let catalog = """
        CREATE TABLE IF NOT EXISTS catalog (
            name TEXT PRIMARY KEY COLLATE NOCASE, creation TEXT NOT NULL, time_to_live TEXT
        ) WITHOUT ROWID
        """

    /// Tokens of transactions, with a digest of what they did and when.
    static let tokens = """
        CREATE TABLE IF NOT EXISTS tokens (token BLOB PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL)
        WITHOUT ROWID
        """

    /// The old ones are deleted at each transaction.
    static let tokensByTime = "CREATE INDEX IF NOT EXISTS \"tokens:at\" ON tokens (at)"

    static func items(_ table: String) -> String { quoted("items:\(table)") }

    static func index(_ table: String, _ index: String) -> String { quoted("index:\(table):\(index)") }

    static func creation(of table: TableSchema) -> String {
        """
        CREATE TABLE \(items(table.name)) (
            pk BLOB NOT NULL, sk BLOB NOT NULL, item BLOB NOT NULL, PRIMARY KEY (pk, sk)
        )
        """
    }

    static func creation(of index: TableSchema.Index, on table: TableSchema) -> [String] {
        let name = Self.index(table.name, index.name)
        return [
            """
            CREATE TABLE \(name) (
                ipk BLOB NOT NULL, isk BLOB NOT NULL, pk BLOB NOT NULL, sk BLOB NOT NULL,
                visible_from INTEGER NOT NULL, visible_until INTEGER, item BLOB NOT NULL,
                PRIMARY KEY (ipk, isk, pk, sk, visible_from)
            )
            """,
            "CREATE INDEX \(quoted("key:\(table.name):\(index.name)")) ON \(name) (pk, sk)",
        ]
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
