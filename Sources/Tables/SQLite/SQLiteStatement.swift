import CSQLite

/// One prepared statement: bind, step through the rows, reset.
///
/// It keeps its connection's statements alive no longer than the connection: the connection finalizes them.
final class SQLiteStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    init(_ statement: OpaquePointer, of connection: OpaquePointer) {
        self.statement = statement
        self.connection = connection
    }

    func finalize() { sqlite3_finalize(statement) }

    /// Ends the reading of rows, so that the statement holds no lock, and can be used again.
    func reset() {
        // It repeats the code of the last step, which has been thrown already.
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    func bind(_ values: [SQLiteValue]) throws(TableError) {
        for (position, value) in values.enumerated() {
            let index = Int32(position + 1)
            let code =
                switch value {
                case .blob(let bytes):
                    bytes.withUnsafeBytes { buffer in
                        guard let count = Int32(exactly: buffer.count) else { return SQLITE_TOOBIG }
                        return colloquy_sqlite3_bind_blob(statement, index, buffer.baseAddress, count)
                    }
                case .text(let text):
                    colloquy_sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count))
                case .integer(let value): sqlite3_bind_int64(statement, index, value)
                case .null: sqlite3_bind_null(statement, index)
                }
            guard code == SQLITE_OK else { throw TableError(sqlite: code, of: connection) }
        }
    }

    /// The next row: true while there is one.
    func step() throws(TableError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw TableError(sqlite: code, of: connection)
        }
    }

    // Columns of the current row, from 0.

    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        guard count > 0, let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
}
