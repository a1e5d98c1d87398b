import AWSServices
import SystemSupport
import WireFormats

/// A session as clients get it: the original's summary first, then what it did not have.
extension WhatsAppStore.Conversation {
    func json(at now: Timestamp) -> JSON { .object(members(at: now)) }

    /// As the original's session, which has its messages.
    func json(at now: Timestamp, _ messages: [WhatsAppMessage]) -> JSON {
        var members = members(at: now)
        members["messages"] = .array(messages.map(\.json))
        return .object(members)
    }

    private func members(at now: Timestamp) -> JSONObject {
        let window = contact.window(at: now)
        return [
            "session_id": .string(session.id),
            "phone_number": (session.address.phone ?? contact.phone).map(JSON.string) ?? .null,
            "status": .string(session.status.rawValue), "created_at": .string(session.createdAt.description),
            "last_activity": .string(session.lastActivity.description),
            "message_count": .number(JSONNumber(session.messageCount)),
            "order_details": session.orderDetails?.plainJSON ?? .null,
            "context": AttributeValue.map(session.context).plainJSON,
            "address": .string(session.address.description),
            "profile_name": contact.profileName.map(JSON.string) ?? .null, "mode": .string(session.mode.rawValue),
            "version": .number(JSONNumber(session.version)),
            "ended_at": session.endedAt.map { .string($0.description) } ?? .null,
            "previous_session_id": session.previousID.map(JSON.string) ?? .null,
            "opted_out": .bool(contact.hasOptedOut), "can_send_free_text": .bool(window.isOpen),
            "window_closes_at": window.closesAt.map { .string($0.description) } ?? .null,
        ]
    }
}
