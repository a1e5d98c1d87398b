import AWSServices
import Gateway
import Logging
import SystemSupport
import Tables
import WireFormats

/// Listing feedback of a time range.
///
/// It costs a query for each month of the range (until the page is full) and a read of each message, 100 of them in one call,
/// and depends neither on the number of sessions nor on that of messages without feedback.
extension ChatStore {
    /// Messages with feedback given in the range, newest first, of which `matches` is true: as many as asked for, as long as
    /// there are any. Behind the last page of those that match there may be an empty one.
    func ratedMessages(
        in range: TimeRange, limit: Int, after position: ListPosition?,
        matching matches: @Sendable (Message) -> Bool
    ) async throws(Failure) -> ListPage<Message> {
        guard !range.isEmpty else { return ListPage(elements: []) }
        let state = try await upgradeState(advancing: Self.pagesForAList)
        guard state.phase == .complete else {
            log.notice("Listing feedback by a scan: the original's items have not all been looked into")
            let ratings = try await scannedRatings(range).filter(matches).filter {
                position?.precedes(createdAt: $0.feedbackCreatedAt, id: $0.pointerID) ?? true
            }
            return ListPage(first: limit, of: ratings, position: \.pointerPosition)
        }
        let newest = position.flatMap { SessionRow.month(of: $0.createdAt) } ?? "9999-12"
        let present = String((effects.now() + .seconds(86_400)).description.prefix(7))
        var queries = range.months(oldest: state.oldestMonth, newest: min(newest, present)).map { month in
            Query(
                table: schema.messages, index: ChatSessionsSchema.messagesBySession,
                partition: .string(FeedbackPointer.partition(month: month)), range: range.asSortKeys,
                descending: true, startKey: month == newest ? position.map { startKey($0, month) } : nil)
        }[...]
        var pointers: [FeedbackPointer] = []
        var messages: [Message] = []
        repeat {
            // One more than is read says whether there is more.
            while pointers.count <= limit, var query = queries.popFirst() {
                query.limit = limit + 1 - pointers.count
                let page = try await self.page(query)
                pointers += page.items.compactMap(FeedbackPointer.init)
                query.startKey = page.lastKey
                if page.lastKey != nil { queries = [query] + queries }
            }
            messages += try await ratings(behind: pointers.prefix(limit)).filter(matches)
            pointers.removeFirst(min(limit, pointers.count))
        } while messages.count < limit && !pointers.isEmpty
        let elements = Array(messages.prefix(limit))
        let hasMore = messages.count > limit || !pointers.isEmpty
        return ListPage(elements: elements, next: hasMore ? elements.last?.pointerPosition : nil)
    }

    private func startKey(_ position: ListPosition, _ month: String) -> Item {
        [
            MessageAttribute.id: .string(position.id),
            MessageAttribute.sessionID: .string(FeedbackPointer.partition(month: month)),
            MessageAttribute.createdAt: .string(position.createdAt),
        ]
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
            current[pointer.message].flatMap { $0.feedbackCreatedAt == pointer.createdAt ? $0 : nil }
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
        return messages.sorted { ($0.feedbackCreatedAt, $0.pointerID) > ($1.feedbackCreatedAt, $1.pointerID) }
    }
}

extension Message {
    fileprivate var pointerID: String { "\(sessionID)#\(id)" }

    /// Where this message stands in a list of feedback.
    var pointerPosition: ListPosition { ListPosition(createdAt: feedbackCreatedAt, id: pointerID) }
}
