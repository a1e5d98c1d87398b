import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// A list that is filed by month, read from its newest end, a page at a time.
struct MonthWalk: Sendable {
    private var months: ArraySlice<String>
    /// The keys behind which the first month goes on.
    private var startKey: Item?
    private let query: @Sendable (_ month: String) -> Query
    private let idAttribute: String

    /// - Parameters:
    ///   - months: `YYYY-MM`, newest first.
    ///   - position: goes on behind it, if it lies in the first of the months.
    ///   - idAttribute: the attribute that holds ``ListPosition/id``.
    ///   - query: what of a month is read.
    ///   - key: of a position, in the index of the query.
    init(
        _ months: [String], after position: ListPosition?, idAttribute: String,
        query: @escaping @Sendable (_ month: String) -> Query, key: (ListPosition, _ month: String) -> Item
    ) {
        self.months = months[...]
        self.query = query
        self.idAttribute = idAttribute
        if let position, !position.id.isEmpty, let month = months.first,
            SessionRow.month(of: position.createdAt) == month
        {
            startKey = key(position, month)
        }
    }

    /// The next items, perhaps none of a page; `nil` at the end.
    ///
    /// - Parameter limit: how many to look at; `nil` for a page.
    mutating func next(_ limit: Int?, from store: ChatStore) async throws(Failure) -> [Item]? {
        guard let month = months.first else { return nil }
        var query = query(month)
        query.limit = limit
        query.startKey = startKey
        let page = try await store.page(query)
        startKey = page.lastKey
        if startKey == nil { months.removeFirst() }
        return page.items
    }

    /// True when the month of the last page has more.
    var isWithinMonth: Bool { startKey != nil }

    /// Where another walk goes on; `nil` at the end. A position without an id is the newest end of its month.
    var position: ListPosition? {
        guard let month = months.first else { return nil }
        guard let createdAt = startKey?[SessionAttribute.createdAt]?.string, let id = startKey?[idAttribute]?.string
        else { return ListPosition(createdAt: "\(month)-01T00:00:00", id: "") }
        return ListPosition(createdAt: createdAt, id: id)
    }
}

/// How much one call may read for a list. What has been found by then is the answer, and a cursor leads on.
struct ListBudget: Sendable {
    /// Pages of 1 MB, of which DynamoDB takes some 50 ms for one. What ends a month is less and does not count.
    private static let maximumPages = 40
    /// An HTTP API ends a request after 30 seconds.
    private static let longest = Duration.seconds(10)

    private var isFirst = true
    private var pages = 0
    private let end: ContinuousClock.Instant

    /// - Parameter deadline: of the invocation; `nil` where there is none.
    init(deadline: ContinuousClock.Instant?) {
        let now = ContinuousClock.now
        end = deadline.map { min(now + Self.longest, now + ($0 - now) / 2) } ?? now + Self.longest
    }

    /// False when no further page may be read. The first one always may, so that every call gets on.
    mutating func allowsPage() -> Bool {
        defer { isFirst = false }
        return isFirst || pages < Self.maximumPages && ContinuousClock.now < end
    }

    /// - Parameter isWithinMonth: true when the month has more than the page that was read.
    mutating func count(isWithinMonth: Bool) { if isWithinMonth { pages += 1 } }
}
