internal import AWSServices
internal import SystemSupport
internal import Tables
internal import WireFormats

/// A session's own item. It is small, so that adding a message, which changes it, costs the same in every session.
struct ContextHeader: Sendable, Hashable {
    let createdAt: Timestamp
    let lastUpdated: Timestamp
    let last: Int
    let epoch: Int
    private let expiresAt: Int
    let isDeleted: Bool

    /// - Returns: `nil` when it is something else.
    init?(_ item: Item) {
        guard item[ConversationAttribute.sort]?.string == ContextKey.headerSort,
            let createdAt = item[ContextAttribute.createdAt]?.string.flatMap({ Timestamp($0) }),
            let lastUpdated = item[ContextAttribute.lastUpdated]?.string.flatMap({ Timestamp($0) }),
            let last = item[ContextAttribute.last]?.int, let epoch = item[ContextAttribute.epoch]?.int,
            let expiresAt = item[ContextAttribute.expiresAt]?.int
        else { return nil }
        (self.createdAt, self.lastUpdated, self.last, self.epoch) = (createdAt, lastUpdated, last, epoch)
        self.expiresAt = expiresAt
        isDeleted = item[ContextAttribute.deletedAt] != nil
    }

    func isAlive(at now: Timestamp) -> Bool { !isDeleted && expiresAt > Int(now.milliseconds) }

    /// ``isAlive(at:)``, asked of the item.
    static func alive(at now: Timestamp) -> Condition {
        .all([
            .absent(ContextAttribute.deletedAt), .greater(ContextAttribute.expiresAt, .int(Int(now.milliseconds))),
        ])
    }

    /// It is there, and has died.
    static func dead(at now: Timestamp) -> Condition {
        .any([
            .exists(ContextAttribute.deletedAt),
            .lessOrEqual(ContextAttribute.expiresAt, .int(Int(now.milliseconds))),
        ])
    }

    var isSameEpoch: Condition { .equals(ContextAttribute.epoch, .int(epoch)) }

    static func new(_ key: ContextKey, epoch: Int, at time: Timestamp, lifetime: Item) -> Item {
        var item = key.header.merging(lifetime) { $1 }
        item[ContextAttribute.createdAt] = .string(time.description)
        item[ContextAttribute.lastUpdated] = .string(time.description)
        item[ContextAttribute.last] = 0
        item[ContextAttribute.epoch] = .int(epoch)
        return item
    }

    /// What a write at `now` says of how long the session lives.
    ///
    /// Its place in the index of what is due is rounded up to the next day: all sessions share that one partition of the
    /// index, which a write changes once a day and not with every message.
    static func lifetime(_ seconds: Int, from now: Timestamp) -> Item {
        let end = now + .seconds(min(seconds, longestLife))
        let nextDay = (end.seconds / secondsOfDay + 1) * secondsOfDay
        return [
            ContextAttribute.expiresAt: .int(Int(end.milliseconds)),
            ConversationAttribute.listPartition: ContextKey.duePartition,
            ConversationAttribute.listSort: .string(Timestamp(seconds: nextDay).description),
        ]
    }

    private static let secondsOfDay = 86_400
    /// A hundred years: so that no setting leads to a time that cannot be written.
    private static let longestLife = 36_525 * secondsOfDay
}
