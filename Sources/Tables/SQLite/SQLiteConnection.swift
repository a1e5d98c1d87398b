import CSQLite
import Glibc

/// A connection to one SQLite file, with its prepared statements. Not for two threads at a time.
///
/// The file is in WAL mode, so readers never wait for a writer, of this process or another. `synchronous=NORMAL`: SQLite
/// then syncs the log at checkpoints and not at every commit. When the power fails the last transactions may be gone, the
/// file stays whole; when only the process dies nothing is lost. That is the right trade for a developer's machine.
final class SQLiteConnection {
    private let handle: OpaquePointer
    private(set) var statements: [String: SQLiteStatement] = [:]

    /// - Parameters:
    ///   - path: of the file, which is created if missing; `:memory:` for a database that ends with the connection.
    ///   - busyTimeout: how long to wait for a writer of another connection or process.
    init(path: String, busyTimeout: Duration) throws(TableError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle else { throw TableError(.unavailable(mayHaveWritten: false), "SQLite: out of memory") }
        guard code == SQLITE_OK else {
            let error = TableError(sqlite: code, of: handle, doing: "open \(path)")
            sqlite3_close_v2(handle)
            throw error
        }
        self.handle = handle
        let milliseconds =
            Int32(clamping: busyTimeout.components.seconds * 1000)
            + Int32(clamping: busyTimeout.components.attoseconds / 1_000_000_000_000_000)
        sqlite3_busy_timeout(handle, milliseconds)
        try enterWAL(attempts: Int(milliseconds) / 10)
        try execute("PRAGMA synchronous = NORMAL")
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        sqlite3_close_v2(handle)
    }

    /// SQLite does not wait for the lock it needs to change the journal mode, so two processes that open a new file at the
    /// same moment must try again.
    private func enterWAL(attempts: Int) throws(TableError) {
        var attempt = 0
        while true {
            do {
                return try execute("PRAGMA journal_mode = WAL")
            } catch {
                attempt += 1
                guard case .unavailable = error.code, sqlite3_errcode(handle) & 0xFF == SQLITE_BUSY, attempt < attempts
                else { throw error }
                usleep(10_000)
            }
        }
    }

    /// The statement of this text, prepared at its first use. ``SQLiteStatement/reset()`` it after use.
    func statement(_ sql: String) throws(TableError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw TableError(sqlite: code, of: handle, doing: sql) }
        let statement = SQLiteStatement(prepared, of: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement to its end.
    func execute(_ sql: String, _ values: [SQLiteValue] = []) throws(TableError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// Runs a statement and gives what `read` makes of the first row.
    func first<Result>(
        _ sql: String, _ values: [SQLiteValue] = [], read: (SQLiteStatement) throws(TableError) -> Result
    ) throws(TableError) -> Result? {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        return try statement.step() ? read(statement) : nil
    }

    /// Runs `body` in a transaction that has the write lock from its start, so that it cannot fail half-way because
    /// somebody else wrote in between. It is rolled back when `body` throws.
    func transaction<Result>(_ body: () throws(TableError) -> Result) throws(TableError) -> Result {
        try execute("BEGIN IMMEDIATE")
        let result: Result
        do {
            result = try body()
        } catch {
            rollBack()
            throw error
        }
        do {
            try execute("COMMIT")
        } catch {
            rollBack()
            throw error.duringCommit
        }
        return result
    }

    /// After some errors (disk full, out of memory) SQLite has rolled back by itself.
    private func rollBack() {
        guard sqlite3_get_autocommit(handle) == 0 else { return }
        // Should this fail too, the next BEGIN fails and says so.
        try? execute("ROLLBACK")
    }
}
