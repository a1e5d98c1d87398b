import CSQLite

/// SQLite's result codes (https://www.sqlite.org/rescode.html) as table errors.
extension TableError {
    /// - Parameter activity: what was tried, for the message.
    init(sqlite code: Int32, of connection: OpaquePointer, doing activity: String? = nil) {
        var message = "SQLite: \(String(cString: sqlite3_errmsg(connection))) (code \(code))"
        if let activity { message += ": \(activity)" }
        switch code & 0xFF {
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: self.init(.denied, message)
        case SQLITE_TOOBIG: self.init(.itemTooLarge, message)
        // Locked for longer than the busy timeout, disk full, unreadable, no database at all: nothing was written.
        default: self.init(.unavailable(mayHaveWritten: false), message)
        }
    }

    /// An error of COMMIT: the transaction may be in the log all the same when writing or syncing it failed.
    var duringCommit: TableError {
        guard case .unavailable = code else { return self }
        return TableError(.unavailable(mayHaveWritten: true), message)
    }
}
