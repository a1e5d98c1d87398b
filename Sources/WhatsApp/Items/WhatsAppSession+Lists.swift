import AWSServices
import SystemSupport
import Tables
import WireFormats

/// Where a session stands in the lists of sessions, each by last activity: of one status, of all, and of those that a human
/// handles. The last one is kept by an item of its own, because an item has one place in each index.
extension WhatsAppSession {
    enum List: Sendable, Hashable {
        case all
        case status(SessionStatus)
        case handledByHuman

        var index: String { self == .all ? ConversationsSchema.texts : ConversationsSchema.lists }

        var partitionAttribute: String {
            self == .all ? ConversationAttribute.textPartition : ConversationAttribute.listPartition
        }
        var sortAttribute: String { self == .all ? ConversationAttribute.textSort : ConversationAttribute.listSort }

        var partition: AttributeValue {
            switch self {
            case .all: "wa#sessions"
            case .status(let status): .string("wa#sessions#\(status.rawValue)")
            case .handledByHuman: "wa#sessions#human"
            }
        }
    }

    private func attributes(_ list: List, _ activity: Timestamp) -> Item {
        [list.partitionAttribute: list.partition, list.sortAttribute: .string("\(activity)#\(id)")]
    }

    /// Of the session's item.
    var listAttributes: Item {
        attributes(.all, lastActivity).merging(attributes(.status(status), lastActivity)) { $1 }
    }

    var handOffItem: Item {
        address.handOffKey(ordinal).merging(attributes(.handledByHuman, lastActivity)) { $1 }
    }

    /// The key of the session that an entry of a list stands for.
    static func key(ofEntry item: Item) -> Item? {
        guard let address = ContactAddress(item), let sort = item[ConversationAttribute.sort]?.string else {
            return nil
        }
        for prefix in [ContactAddress.sessionPrefix, ContactAddress.handOffPrefix] {
            if let ordinal = sort.removingBytePrefix(prefix) { return Int(ordinal).map(address.sessionKey) }
        }
        return nil
    }
}
