extension Configuration {
    /// The tables of system 000.
    public struct ChatTables: Sendable, Hashable {
        public var sessions: String
        public var messages: String
        public var reviews: String
    }
}

extension EnvironmentReader {
    /// - Returns: `nil` when none of the tables is named.
    func chatTables(store: Configuration.Store) throws(ConfigurationError) -> Configuration.ChatTables? {
        let tables = [Setting.sessionsTable, .messagesTable, .reviewsTable]
        if tables.allSatisfy({ text($0, in: store) == nil }) { return nil }
        func name(_ table: Setting) throws(ConfigurationError) -> String {
            try required(table, text(table, in: store), because: "another table of the chat sessions is")
        }
        return Configuration.ChatTables(
            sessions: try name(.sessionsTable), messages: try name(.messagesTable), reviews: try name(.reviewsTable))
    }
}
