import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading what ``ConversationStore/count(messages:chats:of:at:)`` counts.
extension ConversationStore {
    /// Chats of one part of a list that are counted by their activity. Whoever has more active ones is told of that many.
    static let maximumRecent = 1000

    /// - Parameter dates: `YYYY-MM-DD` without gaps, oldest first.
    func counts(of owner: String, on dates: [String]) async throws(Failure) -> ActivityCounts {
        // The total lies behind the last day.
        let first = Self.daySort(dates.first ?? "")
        let items = try await all(
            Query(
                table: table, partition: ChatKey.counterPartition(of: owner),
                range: .between(.string(first), .string(Self.totalSort)), consistent: true))
        var counters: ExactDictionary<Item> = [:]
        for item in items { item[ConversationAttribute.sort]?.string.map { counters[$0] = item } }
        func count(_ sort: String, _ name: String) -> Int { counters[sort]?[name]?.int ?? 0 }

        var counts = ActivityCounts(
            messages: count(Self.totalSort, CounterAttribute.messages),
            chats: count(Self.totalSort, CounterAttribute.chats), days: [])
        for date in dates {
            let sort = Self.daySort(date)
            counts.days.append(
                ActivityCounts.Day(
                    date: date, messages: count(sort, CounterAttribute.messages),
                    chats: count(sort, CounterAttribute.chats)))
            for hour in counts.hours.indices { counts.hours[hour] += count(sort, CounterAttribute.hour(hour)) }
        }
        return counts
    }

    /// The last activity of each of the owner's chats with a message since `time`, archived ones too. By the index alone,
    /// in one read for each part of the list: what happened within the last moments may be missing.
    func recentActivity(of owner: String, since time: Timestamp) async throws(Failure) -> [String] {
        var times: [String] = []
        for part in Chat.Part.allCases {
            let page = try await page(
                Query(
                    table: table, index: ConversationsSchema.lists, partition: ChatKey.listPartition(of: owner),
                    range: .between(.string(part.sort(time.description)), .string(part.end)), descending: true,
                    limit: Self.maximumRecent))
            times += page.items.compactMap { item in
                item[ConversationAttribute.listSort]?.string.flatMap { $0.removingBytePrefix(part.start) }
            }
        }
        return times
    }
}
