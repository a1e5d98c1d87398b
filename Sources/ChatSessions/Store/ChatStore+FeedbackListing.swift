import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Tables
import WireFormats

/// Listing feedback of a time range.
///
/// It costs a query for each month of the range (until the page is full) and a read of each message, 100 of them in one call,
/// and depends neither on the number of sessions nor on that of messages without feedback.
extension ChatStore {
    /// What one request reads of DynamoDB.
    private static let ratingsAtOnce = 100

    /// Messages with feedback given in the range, newest first, of which `matches` is true: as many as asked for, as long as
    /// there are any. A page ends with what has been found when it has as much text as one answer can carry, or when the
    /// ``ListBudget`` is used up; it may be empty.
    func ratedMessages(
        in range: TimeRange, limit: Int, after position: ListPosition?,
        matching matches: @Sendable (Message) -> Bool
    ) async throws(Failure) -> ListPage<Message> {
        guard !range.isEmpty else { return ListPage(elements: []) }
        let state = try await upgradeState(advancing: Self.pagesForAList)
        guard state.phase == .complete else {
            log.notice("Listing feedback by a scan: the original's items have not all been looked into")
            let ratings = try await scannedRatings(range).filter(matches).filter {
                position?.precedes(createdAt: $0.feedbackCreatedAt, id: $0.pointerPosition.id) ?? true
            }
            return ListPage(first: limit, of: ratings, position: \.pointerPosition)
        }
        let newest = position.flatMap { SessionRow.month(of: $0.createdAt) } ?? "9999-12"
        let present = String((effects.now() + .seconds(86_400)).description.prefix(7))
        let months = range.months(oldest: state.oldestMonth, newest: min(newest, present))
        var walk = MonthWalk(
            months, after: position, idAttribute: MessageAttribute.id,
            query: { [schema] month in
                Query(
                    table: schema.messages, index: ChatSessionsSchema.messagesBySession,
                    partition: .string(FeedbackPointer.partition(month: month)), range: range.asSortKeys,
                    descending: true)
            },
            key: { position, month in
                [
                    MessageAttribute.id: .string(position.id),
                    MessageAttribute.sessionID: .string(FeedbackPointer.partition(month: month)),
                    MessageAttribute.createdAt: .string(position.createdAt),
                ]
            })
        var budget = ListBudget(deadline: InvocationScope.deadline)
        var pointers: [FeedbackPointer] = []
        var elements: [Message] = []
        var size = 0
        var next: ListPosition?
        while elements.count < limit, size < Limits.response {
            let wanted = limit - elements.count
            // One more than is wanted says whether there is more.
            while pointers.count <= wanted, budget.allowsPage(),
                let items = try await walk.next(wanted + 1 - pointers.count, from: self)
            {
                budget.count(isWithinMonth: walk.isWithinMonth)
                pointers += items.compactMap(FeedbackPointer.init)
            }
            let some = pointers.prefix(min(wanted, Self.ratingsAtOnce))
            guard !some.isEmpty else { break }
            let found = try await ratings(behind: some).filter(matches)
            elements += found
            size += found.reduce(0) { $0 + $1.prompt.utf8.count + $1.response.utf8.count }
            next = some.last?.position
            pointers.removeFirst(some.count)
        }
        return ListPage(elements: elements, next: pointers.isEmpty ? walk.position : next)
    }

    /// The messages as they are now, in the order of the pointers. A pointer whose message has lost its feedback, or got
    /// a later one, is passed over.
    private func ratings(behind pointers: ArraySlice<FeedbackPointer>) async throws(Failure) -> [Message] {
        var current: [Item: Message] = [:]
        for message in try await batchGet(schema.messages, pointers.map(\.message)).compactMap(Message.init)
        where message.hasFeedback {
            current[message.key] = message
        }
        return pointers.compactMap { pointer in
            current[pointer.message].flatMap { $0.feedbackCreatedAt.hasSameBytes(as: pointer.createdAt) ? $0 : nil }
        }
    }

    private func scannedRatings(_ range: TimeRange) async throws(Failure) -> [Message] {
        var scan = Scan(table: schema.messages, filter: .exists(MessageAttribute.feedbackType))
        var messages: [Message] = []
        repeat {
            let page = try await self.page(scan)
            messages += page.items.compactMap(Message.init).filter { range.contains($0.feedbackCreatedAt) }
            scan.startKey = page.lastKey
        } while scan.startKey != nil
        return messages.sorted {
            ListPosition.isBefore(
                ($1.feedbackCreatedAt, $1.pointerPosition.id), ($0.feedbackCreatedAt, $0.pointerPosition.id))
        }
    }
}

extension Message {
    /// Where this message stands in a list of feedback.
    var pointerPosition: ListPosition { FeedbackPointer(to: self).position }
}
