import AWSServices
import WireFormats

/// DynamoDB's rules for requests on many items.
enum RequestValidation {
    /// DynamoDB: TransactWriteItems.
    static let maximumActions = 100
    static let tokenLengths = 1...36

    /// No key may come twice: DynamoDB refuses such a batch, and the order within a batch means nothing.
    static func keys(_ keys: [Item], of schema: TableSchema) throws(TableError) -> [Item] {
        let validation = ItemValidation(schema: schema)
        var result: [Item] = []
        var seen: Set<ItemIdentity> = []
        for key in keys {
            let key = try validation.key(key)
            guard seen.insert(ItemIdentity(of: key, in: schema)).inserted else {
                throw TableError(.invalid, "the list of item keys contains duplicates")
            }
            result.append(key)
        }
        return result
    }

    static func writes(_ writes: [BatchWrite], to schema: TableSchema) throws(TableError) -> [BatchWrite] {
        let validation = ItemValidation(schema: schema)
        var result: [BatchWrite] = []
        var seen: Set<ItemIdentity> = []
        for write in writes {
            let identity: ItemIdentity
            switch write {
            case .put(let item):
                let item = try validation.item(item)
                identity = ItemIdentity(of: item, in: schema)
                result.append(.put(item))
            case .delete(let key):
                let key = try validation.key(key)
                identity = ItemIdentity(of: key, in: schema)
                result.append(.delete(key: key))
            }
            guard seen.insert(identity).inserted else {
                throw TableError(.invalid, "the list of writes contains an item twice")
            }
        }
        return result
    }

    static func actions(
        _ actions: [TransactAction], token: String?, catalog: TableCatalog
    ) throws(TableError) -> [TransactAction] {
        guard (1...maximumActions).contains(actions.count) else {
            throw TableError(.invalid, "a transaction must have 1 to \(maximumActions) actions, not \(actions.count)")
        }
        if let token, !tokenLengths.contains(token.utf8.count) {
            throw TableError(.invalid, "a transaction's token must have 1 to 36 bytes")
        }
        var result: [TransactAction] = []
        var seen: Set<ItemIdentity> = []
        var size = 0
        for action in actions {
            let schema = try catalog.schema(action.table)
            let action = try self.action(action, ItemValidation(schema: schema))
            guard seen.insert(ItemIdentity(of: action.keyed, in: schema)).inserted else {
                throw TableError(.invalid, "a transaction cannot include two actions on one item")
            }
            size += action.size
            result.append(action)
        }
        guard size <= ItemSize.maximumTransaction else {
            throw TableError(.invalid, "the items of a transaction must not be over 4 MB together")
        }
        return result
    }

    private static func action(
        _ action: TransactAction, _ validation: ItemValidation
    ) throws(TableError) -> TransactAction {
        switch action {
        case .put(let table, let item, let condition):
            return .put(table: table, item: try validation.item(item), if: try validation.condition(condition))
        case .update(let table, let key, let update, let condition):
            // UpdateItem takes an empty update, TransactWriteItems wants an expression.
            guard !update.isEmpty else { throw TableError(.invalid, "an update in a transaction must not be empty") }
            return .update(
                table: table, key: try validation.key(key), try validation.update(update),
                if: try validation.condition(condition))
        case .delete(let table, let key, let condition):
            return .delete(table: table, key: try validation.key(key), if: try validation.condition(condition))
        case .check(let table, let key, let condition):
            return .check(table: table, key: try validation.key(key), if: try validation.condition(condition))
        }
    }
}

extension TransactAction {
    var table: String {
        switch self {
        case .put(let table, _, _), .update(let table, _, _, _), .delete(let table, _, _), .check(let table, _, _):
            table
        }
    }

    /// The key, or the item that holds it.
    var keyed: Item {
        switch self {
        case .put(_, let item, _): item
        case .update(_, let key, _, _), .delete(_, let key, _), .check(_, let key, _): key
        }
    }

    var size: Int {
        switch self {
        case .put, .delete, .check: ItemSize.of(keyed)
        case .update(_, let key, let update, _): ItemSize.of(key) + update.size
        }
    }
}
