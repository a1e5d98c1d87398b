import AWSServices
import Gateway
import Logging
import SystemSupport
import Tables
import WireFormats

/// Which sessions an admin wants to see.
struct SessionFilter: Sendable, Hashable {
    var range: TimeRange
    /// `nil` for either.
    var hasFeedback: Bool?
    var hasReview: Bool?
    /// Whose reviews count; `nil` for anybody's.
    var reviewer: String?
    /// The asking admin, whose own review comes first.
    var admin: String

    /// The review that a session's row tells of: the asking admin's own, or, where anybody's count, the latest id.
    func review(of row: SessionRow) -> String? {
        if let own = row.review(by: admin) { return own }
        return reviewer == nil ? row.reviews.values.max() : nil
    }

    func matches(_ row: SessionRow) -> Bool {
        if let hasFeedback, row.hasFeedback != hasFeedback { return false }
        if let hasReview, (review(of: row) != nil) != hasReview { return false }
        return true
    }

    /// What the engine can drop already. Rows without flags pass: somebody has to look into them first.
    var condition: Condition? {
        var wanted: [Condition] = []
        if let hasFeedback {
            wanted.append(
                hasFeedback
                    ? .greater(SessionAttribute.feedbackCount, 0) : .lessOrEqual(SessionAttribute.feedbackCount, 0))
        }
        if let hasReview, let reviewer {
            let attribute = SessionAttribute.review(by: reviewer)
            wanted.append(hasReview ? .exists(attribute) : .absent(attribute))
        }
        return wanted.isEmpty ? nil : .any([.absent(SessionAttribute.feedbackCount), .all(wanted)])
    }
}

/// Listing everybody's sessions.
extension ChatStore {
    /// Sessions of a time range, newest first: as many as asked for, as long as there are any that match.
    func sessions(
        matching filter: SessionFilter, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> ListPage<SessionRow> {
        var source = try await source(of: filter.range, condition: filter.condition, after: position)
        var rows: [SessionRow] = []
        while rows.count <= limit, let batch = try await source.next(limit + 1 - rows.count, from: self) {
            rows += try await withFlags(batch).filter(filter.matches)
        }
        return ListPage(first: limit, of: rows, position: \.position)
    }

    /// Sessions by the month in which they were made; by a scan while that index does not cover the table.
    func source(
        of range: TimeRange, condition: Condition? = nil, after position: ListPosition?
    ) async throws(Failure) -> SessionSource {
        guard !range.isEmpty else { return .months([], SessionSource.Cursor(range: range, condition: condition)) }
        let state = try await upgradeState(advancing: Self.pagesForAList)
        if state.phase == .complete, state.hasMonthIndex {
            let tomorrow = String((effects.now() + .seconds(86_400)).description.prefix(7))
            let newest = position.flatMap { SessionRow.month(of: $0.createdAt) } ?? tomorrow
            let months = range.months(oldest: state.oldestMonth, newest: min(newest, tomorrow))
            return .months(months, SessionSource.Cursor(range: range, condition: condition, position: position))
        }
        log.notice("Listing all sessions by a scan: the table has no complete index by month")
        return .rows(
            try await scannedSessions(range).filter { row in
                position?.precedes(createdAt: row.createdAt, id: row.id) ?? true
            })
    }

    private func scannedSessions(_ range: TimeRange) async throws(Failure) -> [SessionRow] {
        var scan = Scan(table: schema.sessions, filter: range.condition(on: SessionAttribute.createdAt))
        var rows: [SessionRow] = []
        repeat {
            let page = try await page(scan)
            rows += page.items.compactMap(SessionRow.init)
            scan.startKey = page.lastKey
        } while scan.startKey != nil
        return rows.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    }
}

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
