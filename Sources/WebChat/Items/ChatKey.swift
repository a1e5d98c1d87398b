import AWSServices
import SystemSupport
import WireFormats

/// Where the items of one chat lie: `CHAT#<owner>#<id>`.
///
/// The owner is part of the key: ids are the clients' to choose, and whatever somebody else keeps under the same id can
/// neither be reached nor noticed.
struct ChatKey: Sendable {
    /// Percent-encoded in keys, so that no owner's name runs into an id.
    let owner: String
    /// Visible ASCII, as ``isValid(_:)`` says.
    let id: String

    private static let prefix = "CHAT#"
    /// Of an id, in bytes. With an owner of ``maximumOwner`` bytes it fits into a partition key (DynamoDB: 2048 bytes).
    static let maximumID = 128
    static let maximumOwner = 512

    init(owner: String, id: String) {
        self.owner = owner
        self.id = id
    }

    /// The chat that an item belongs to.
    init?(_ item: Item) {
        guard let partition = item[ConversationAttribute.partition]?.string, partition.hasBytePrefix(Self.prefix) else {
            return nil
        }
        let rest = partition.utf8.dropFirst(Self.prefix.utf8.count)
        guard let border = rest.firstIndex(of: UInt8(ascii: "#")),
            let owner = PercentEncoding.decode(String(Substring(rest[..<border])))
        else { return nil }
        self.init(owner: owner, id: String(Substring(rest[rest.index(after: border)...])))
    }

    /// True for 1 to 128 visible ASCII characters: what goes into paths and comes back the same.
    static func isValid(_ id: String) -> Bool {
        (1...maximumID).contains(id.utf8.count) && id.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    var partition: AttributeValue { .string("\(Self.prefix)\(PercentEncoding.encode(owner))#\(id)") }

    private func key(_ sort: String) -> Item {
        [ConversationAttribute.partition: partition, ConversationAttribute.sort: .string(sort)]
    }

    /// The chat itself: ``Chat``.
    var header: Item { key(Self.headerSort) }
    static let headerSort = "META"

    var summary: Item { key("SUMMARY") }
    func message(_ sort: String) -> Item { key(sort) }
    /// What knows which turn a prompt's id stands for: ``PromptPointer``.
    func pointer(_ promptID: String) -> Item { key("ID#\(promptID)") }
    /// Says that the messages of an epoch are to be removed.
    func purge(epoch: Int) -> Item { key("\(Self.purgePrefix)\(TurnID.text(ofEpoch: epoch))") }
    static let purgePrefix = "PURGE#"

    // MARK: - Keys of the owner

    static func listPartition(of owner: String) -> AttributeValue { .string("OWN#\(PercentEncoding.encode(owner))") }
    static func textPartition(of owner: String) -> AttributeValue { .string("TXT#\(PercentEncoding.encode(owner))") }
    static func counterPartition(of owner: String) -> AttributeValue {
        .string("STAT#\(PercentEncoding.encode(owner))")
    }

    /// In the index of lists: chats and epochs to be removed, by when.
    static let duePartition: AttributeValue = "DUE#web-chat"
}

extension ChatKey: Hashable {
    static func == (left: ChatKey, right: ChatKey) -> Bool {
        left.owner.hasSameBytes(as: right.owner) && left.id.hasSameBytes(as: right.id)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(owner))
        hasher.combine(ExactText(id))
    }
}
