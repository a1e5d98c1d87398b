import AWSServices
import Gateway
import WireFormats

/// A message that a caller wants stored.
struct NewMessage: Sendable {
    /// Where the message's id comes from.
    enum Identity: Sendable, Hashable {
        case generated
        /// The caller's own, or one that follows from the caller's idempotency key: a repeat has the same.
        case given(String)
    }

    var identity: Identity
    var prompt: String
    /// `nil` for a prompt that still waits for its answer.
    var response: String?
    var sources: AttributeValue
    var responseTime: String
    /// See ``RequestDigest``.
    var digest: String

    func item(id: String, sessionID: String, at time: Timestamp) -> Item {
        var item = Message.key(id, in: sessionID)
        item[MessageAttribute.prompt] = .string(prompt)
        item[MessageAttribute.createdAt] = .string(time.description)
        item[MessageAttribute.request] = .string(digest)
        if let response {
            item[MessageAttribute.response] = .string(response)
            item[MessageAttribute.sources] = sources
            item[MessageAttribute.responseTime] = .number(responseTime)
        } else {
            item[MessageAttribute.response] = .null
            item[MessageAttribute.sentAt] = .string(time.description)
            item[MessageAttribute.pending] = true
        }
        return item
    }
}

extension NewMessage {
    func id(at time: Timestamp, by identifiers: Identifiers) -> String {
        switch identity {
        case .generated: identifiers.message(at: time)
        case .given(let id): id
        }
    }
}
