import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Tables
import WireFormats

/// Listing everybody's sessions.
extension ChatStore {
    /// Sessions of a time range, newest first: as many as asked for, as long as there are any that match. Where few match, a
    /// page ends with what has been found when the ``ListBudget`` is used up, and may be empty.
    func sessions(
        matching filter: SessionFilter, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> ListPage<SessionRow> {
        var source = try await source(of: filter.range, condition: filter.condition, after: position)
        var budget = ListBudget(deadline: InvocationScope.deadline)
        var rows: [SessionRow] = []
        var last: SessionRow?
        while rows.count <= limit {
            guard budget.allowsPage() else {
                return ListPage(elements: rows, next: source.position(behind: last))
            }
            guard let batch = try await source.next(limit + 1 - rows.count, from: self) else { break }
            budget.count(isWithinMonth: source.isWithinMonth)
            last = batch.last ?? last
            rows += try await withFlags(batch).filter(filter.matches)
        }
        return ListPage(first: limit, of: rows, position: \.position)
    }

    /// Sessions by the month in which they were made; by a scan while that index does not cover the table.
    func source(
        of range: TimeRange, condition: Condition? = nil, after position: ListPosition?
    ) async throws(Failure) -> SessionSource {
        guard !range.isEmpty else { return .rows([]) }
        let state = try await upgradeState(advancing: Self.pagesForAList)
        if state.phase == .complete, state.hasMonthIndex {
            let tomorrow = String((effects.now() + .seconds(86_400)).description.prefix(7))
            let newest = position.flatMap { SessionRow.month(of: $0.createdAt) } ?? tomorrow
            let months = range.months(oldest: state.oldestMonth, newest: min(newest, tomorrow))
            let walk = MonthWalk(
                months, after: position, idAttribute: SessionAttribute.id,
                query: { [schema] month in
                    Query(
                        table: schema.sessions, index: ChatSessionsSchema.sessionsByMonth, partition: .string(month),
                        range: range.asSortKeys, descending: true, filter: condition)
                },
                key: { position, month in
                    [
                        SessionAttribute.id: .string(position.id), SessionAttribute.month: .string(month),
                        SessionAttribute.createdAt: .string(position.createdAt),
                    ]
                })
            return .months(walk, isFiltered: condition != nil)
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
        return rows.sorted { ListPosition.isBefore(($1.createdAt, $1.id), ($0.createdAt, $0.id)) }
    }
}
