import AWSServices
import SystemSupport
import WireFormats

/// Items that lead to what lies in a contact's partition.
enum LookupKey {
    /// Of a session, by its id.
    static func session(_ id: String) -> Item {
        [ConversationAttribute.partition: .string("wa-session#\(id)"), ConversationAttribute.sort: "session"]
    }

    /// Of a message that we sent, by the id that Twilio gave it.
    static func sentMessage(_ sid: String) -> Item {
        [ConversationAttribute.partition: .string("wa-sent#\(sid)"), ConversationAttribute.sort: "message"]
    }
}
