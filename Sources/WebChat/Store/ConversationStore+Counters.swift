import AWSServices
import SystemSupport
import Tables
import WireFormats

/// Counters of an owner, beside whatever is counted, so that statistics cost the days they are about.
///
/// - `STAT#<owner>` / `TOTAL`: the chats and messages there are.
/// - `STAT#<owner>` / `DAY#YYYY-MM-DD` (UTC): the chats begun and the messages said on that day, whatever became of them
///   since, and the messages by hour of the day.
extension ConversationStore {
    static let totalSort = "TOTAL"
    static func daySort(_ date: String) -> String { "DAY#\(date)" }

    /// `YYYY-MM-DD`, in UTC.
    static func date(of time: Timestamp) -> String { String(time.description.prefix(10)) }

    func totalKey(of owner: String) -> Item { counterKey(owner, Self.totalSort) }

    private func counterKey(_ owner: String, _ sort: String) -> Item {
        [
            ConversationAttribute.partition: ChatKey.counterPartition(of: owner),
            ConversationAttribute.sort: .string(sort),
        ]
    }

    /// Counts new messages, and the chat that they begin if they do.
    func count(messages: Int, chats: Int = 0, of owner: String, at time: Timestamp) -> [TransactAction] {
        var day: Item = [
            CounterAttribute.messages: .int(messages),
            CounterAttribute.hour(time.components.hour): .int(messages),
        ]
        if chats != 0 { day[CounterAttribute.chats] = .int(chats) }
        return [
            .update(
                table: table, key: counterKey(owner, Self.daySort(Self.date(of: time))), Update(add: day)),
            recount(messages: messages, chats: chats, of: owner),
        ]
    }

    /// Corrects how many there are, up or down.
    func recount(messages: Int, chats: Int, of owner: String) -> TransactAction {
        .update(
            table: table, key: totalKey(of: owner),
            Update(add: [CounterAttribute.messages: .int(messages), CounterAttribute.chats: .int(chats)]))
    }
}
