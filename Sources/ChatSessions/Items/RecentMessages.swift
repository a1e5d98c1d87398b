import AWSServices
import Tables
import WireFormats

/// The ids of a session's latest messages, kept on the session's own item.
///
/// ``ChatSessionsSchema/messagesBySession`` lags behind the table, so a history read from it alone may miss what was just
/// stored. The session's item is read consistently and says which messages must be there. Ids lie in one string set for
/// each minute: adding to a set never conflicts with another writer, and whole minutes are dropped once they are old.
enum RecentMessages {
    /// How long an index may lag before a message could be missed, in minutes.
    static let keptMinutes = 5
    /// Beyond this many, new ids are not noted until old minutes have been dropped: an item may not grow without bound.
    static let maximumCount = 2000

    static func attribute(at time: Timestamp) -> String { "\(SessionAttribute.recentPrefix)\(time.seconds / 60)" }

    static func ids(in item: Item) -> Set<String> {
        var ids: Set<String> = []
        for (name, value) in item where name.hasPrefix(SessionAttribute.recentPrefix) {
            if case .stringSet(let members) = value { ids.formUnion(members) }
        }
        return ids
    }

    /// Adds to `update` what notes `id` on a session whose item was `item` when last read.
    static func note(_ id: String, at time: Timestamp, in item: Item, by update: inout Update) {
        let now = time.seconds / 60
        var count = 0
        for (name, value) in item where name.hasPrefix(SessionAttribute.recentPrefix) {
            guard case .stringSet(let members) = value,
                let minute = Int(name.dropFirst(SessionAttribute.recentPrefix.count)), minute > now - keptMinutes
            else {
                update.remove.insert(name)
                continue
            }
            count += members.count
        }
        if count < maximumCount { update.add[attribute(at: time)] = .stringSet([id]) }
    }
}
