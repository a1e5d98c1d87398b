internal import AWSServices
internal import Cryptography
internal import SystemSupport
internal import WireFormats

/// Where the items of one session lie: `memory#session#<id>`.
///
/// From the highest sort key downwards come the summary, the session itself and its messages, the newest first: one query
/// brings what a reader wants. Below lie the numbers of messages by their ids, and what is to be removed.
struct ContextKey: Sendable {
    /// Any text that a partition key takes (DynamoDB: 2048 bytes).
    let id: String

    private static let prefix = "memory#session#"
    private static let messagePrefix = "message#"
    private static let duePrefix = "due#"
    static let summarySort = "summary"
    static let headerSort = "session"
    /// The lowest sort key that a reader wants.
    static let lowestRead = messagePrefix
    /// In the index of lists: sessions and epochs to be removed, by when.
    static let duePartition: AttributeValue = "memory#due"

    init(_ id: String) { self.id = id }

    /// The session that an item belongs to.
    init?(_ item: Item) {
        guard let id = item[ConversationAttribute.partition]?.string?.removingBytePrefix(Self.prefix) else {
            return nil
        }
        self.id = id
    }

    var partition: AttributeValue { .string(Self.prefix + id) }

    private func key(_ sort: String) -> Item {
        [ConversationAttribute.partition: partition, ConversationAttribute.sort: .string(sort)]
    }

    /// The session itself: ``ContextHeader``.
    var header: Item { key(Self.headerSort) }
    var summary: Item { key(Self.summarySort) }

    func message(epoch: Int, number: Int) -> Item { key(Self.messageSort(epoch: epoch, number: number)) }

    static func messageSort(epoch: Int, number: Int) -> String { messages(ofEpoch: epoch) + number.padded(to: 12) }
    /// What the sort keys of an epoch's messages begin with.
    static func messages(ofEpoch epoch: Int) -> String { "\(messagePrefix)\(epoch.padded(to: 16))#" }

    /// The epoch and number in a message's sort key.
    static func position(ofMessage sort: String) -> (epoch: Int, number: Int)? {
        let parts = sort.split(separator: "#")
        guard sort.hasBytePrefix(messagePrefix), parts.count == 3, let epoch = Int(parts[1]), let number = Int(parts[2])
        else { return nil }
        return (epoch, number)
    }

    /// What knows the number of a message. Ids may be of any length, sort keys not, so it is found by the id's digest.
    func known(_ messageID: String, epoch: Int) -> Item {
        key(Self.known(ofEpoch: epoch) + hexadecimal(SHA256.hash(data: messageID.utf8)))
    }
    static func known(ofEpoch epoch: Int) -> String { "id#\(epoch.padded(to: 16))#" }

    /// Says that an epoch is to be removed.
    func due(epoch: Int) -> Item { key("\(Self.duePrefix)\(epoch)") }

    /// The epoch that the sort key of ``due(epoch:)`` names.
    static func epoch(due sort: String) -> Int? {
        sort.removingBytePrefix(duePrefix).flatMap { Int($0) }
    }
}

extension ContextKey: Hashable {
    static func == (left: ContextKey, right: ContextKey) -> Bool {
        left.id.hasSameBytes(as: right.id)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(id))
    }
}
