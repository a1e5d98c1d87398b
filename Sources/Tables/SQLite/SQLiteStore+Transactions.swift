import AWSServices
import WireFormats

/// Transactions: all actions are judged on the same state, then all or none are stored.
extension SQLiteStore {
    /// How long DynamoDB remembers a token (TransactWriteItems, ClientRequestToken).
    static let tokenLifetime = Duration.seconds(600)

    mutating func transact(_ actions: [TransactAction], token: String?) throws(TableError) {
        for action in actions { _ = try schema(action.table) }
        let actions = try RequestValidation.actions(actions, token: token, catalog: tables)
        let catalog = tables
        try connection.transaction { () throws(TableError) in
            if let token, try isRepeat(token, actions) { return }
            for change in try changes(by: actions, catalog) { try store(change) }
            if let token { try remember(token, actions) }
        }
    }

    private func changes(by actions: [TransactAction], _ catalog: TableCatalog) throws(TableError) -> [Change] {
        var changes: [Change] = []
        var reasons: [TableError.CancellationReason?] = []
        for action in actions {
            do {
                changes.append(try change(by: action, catalog.schema(action.table)))
                reasons.append(nil)
            } catch {
                switch error.code {
                case .conditionFailed(let existing): reasons.append(.conditionFailed(existing: existing))
                case .itemTooLarge: reasons.append(.itemTooLarge)
                case .invalid: reasons.append(.other(error.message))
                default: throw error
                }
            }
        }
        guard reasons.allSatisfy({ $0 == nil }) else { throw TableError.cancelled(reasons) }
        return changes
    }

    // MARK: Tokens

    private func isRepeat(_ token: String, _ actions: [TransactAction]) throws(TableError) -> Bool {
        let oldest = clock() - Self.tokenLifetime
        try connection.execute("DELETE FROM tokens WHERE at < ?", [.integer(oldest.microseconds)])
        let digest = try connection.first("SELECT digest FROM tokens WHERE token = ?", [.blob(Array(token.utf8))]) {
            $0.text(0)
        }
        guard let digest else { return false }
        guard digest.hasSameBytes(as: Self.digest(of: actions)) else {
            throw TableError(.invalid, "the transaction's token was used with other actions in the last ten minutes")
        }
        return true
    }

    private func remember(_ token: String, _ actions: [TransactAction]) throws(TableError) {
        try connection.execute(
            "INSERT INTO tokens (token, digest, at) VALUES (?, ?, ?)",
            [.blob(Array(token.utf8)), .text(Self.digest(of: actions)), .integer(clock().microseconds)])
    }

    /// FNV-1a with 128 bits over the request as DynamoDB would get it. It finds a caller's mistake; it need not withstand
    /// an attacker, who could only make a write of their own be skipped.
    static func digest(of actions: [TransactAction]) -> String {
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in JSON.array(actions.map(\.json)).serialized() {
            hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013B
        }
        return String(hash, radix: 16)
    }
}
