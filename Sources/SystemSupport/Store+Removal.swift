public import AWSServices
public import Gateway
public import Tables
public import WireFormats

private let removalPageSize = 100

/// Removing for good what was deleted or has expired: page by page, and whatever interrupts it, the next sweep goes on.
extension Store {
    /// Removes what is due, in the order in which it became so.
    ///
    /// - Parameters:
    ///   - partition: of ``ConversationsSchema/lists``, where sort keys are the times from which things are due.
    ///   - remove: gets an entry's keys. The index lags: what they lead to may have changed, or be gone.
    /// - Returns: how many were removed.
    public func removeWhatIsDue(
        in partition: AttributeValue, of schema: ConversationsSchema,
        _ remove: (_ entry: Item) async throws(Failure) -> Removal
    ) async throws(Failure) -> Int {
        var removed = 0
        var query = Query(
            table: schema.table, index: ConversationsSchema.lists, partition: partition,
            range: .lessOrEqual(.string(effects.now().description)), limit: removalPageSize)
        repeat {
            let page = try await page(query)
            for entry in page.items {
                switch try await remove(entry) {
                case .removed: removed += 1
                case .notDue: break
                case .outOfTime: return removed
                }
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return removed
    }

    /// Removes what a query finds.
    ///
    /// - Parameters:
    ///   - isOutOfTime: asked before each page.
    ///   - remove: gets a page.
    /// - Returns: false when time was up before the end.
    public func removePages(
        of query: Query, until isOutOfTime: () -> Bool, _ remove: (_ items: [Item]) async throws(Failure) -> Void
    ) async throws(Failure) -> Bool {
        var query = query
        query.limit = removalPageSize
        repeat {
            if isOutOfTime() { return false }
            let page = try await page(query)
            try await remove(page.items)
            query.startKey = page.lastKey
        } while query.startKey != nil
        return true
    }
}
