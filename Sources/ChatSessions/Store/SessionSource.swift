import AWSServices
import Gateway

/// Sessions of a time range, newest first, a batch at a time.
enum SessionSource: Sendable {
    /// - Parameter isFiltered: true where the store drops sessions from its pages.
    case months(MonthWalk, isFiltered: Bool)
    /// Rows already read.
    case rows([SessionRow])

    /// The next rows, perhaps none of a page; `nil` at the end.
    mutating func next(_ wanted: Int, from store: ChatStore) async throws(Failure) -> [SessionRow]? {
        switch self {
        case .rows(let rows):
            guard !rows.isEmpty else { return nil }
            self = .rows(Array(rows.dropFirst(wanted)))
            return Array(rows.prefix(wanted))
        case .months(var walk, let isFiltered):
            let items = try await walk.next(isFiltered ? nil : wanted, from: store)
            self = .months(walk, isFiltered: isFiltered)
            return items?.compactMap(SessionRow.init)
        }
    }

    /// True when the month of the last rows has more.
    var isWithinMonth: Bool {
        switch self {
        case .rows: false
        case .months(let walk, _): walk.isWithinMonth
        }
    }

    /// Where another source goes on, behind the last row that this one gave; `nil` at the end.
    ///
    /// - Parameter last: that row.
    func position(behind last: SessionRow?) -> ListPosition? {
        switch self {
        case .rows(let rows): rows.isEmpty ? nil : last?.position
        case .months(let walk, _): walk.position
        }
    }
}
