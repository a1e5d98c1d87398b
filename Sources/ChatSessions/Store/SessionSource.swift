import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Sessions of a time range, newest first, a batch at a time.
enum SessionSource: Sendable {
    struct Cursor: Sendable {
        var range: TimeRange
        var condition: Condition?
        /// Continue after this session, in the first month.
        var position: ListPosition?
        /// Continue after this key, in the first month.
        var startKey: Item?
    }

    case months([String], Cursor)
    /// Rows already read.
    case rows([SessionRow])

    /// The next rows, perhaps none of a page; `nil` at the end.
    mutating func next(_ wanted: Int, from store: ChatStore) async throws(Failure) -> [SessionRow]? {
        switch self {
        case .rows(let rows):
            guard !rows.isEmpty else { return nil }
            self = .rows(Array(rows.dropFirst(wanted)))
            return Array(rows.prefix(wanted))
        case .months(let months, var cursor):
            guard let month = months.first else { return nil }
            let page = try await store.page(
                Query(
                    table: store.schema.sessions, index: ChatSessionsSchema.sessionsByMonth,
                    partition: .string(month), range: cursor.range.asSortKeys, descending: true,
                    limit: cursor.condition == nil ? wanted : nil, filter: cursor.condition,
                    startKey: cursor.startKey ?? cursor.position.map { Self.startKey($0, month) }))
            cursor.position = nil
            cursor.startKey = page.lastKey
            self = .months(page.lastKey == nil ? Array(months.dropFirst()) : months, cursor)
            return page.items.compactMap(SessionRow.init)
        }
    }

    private static func startKey(_ position: ListPosition, _ month: String) -> Item {
        [
            SessionAttribute.id: .string(position.id), SessionAttribute.month: .string(month),
            SessionAttribute.createdAt: .string(position.createdAt),
        ]
    }
}
