import AWSServices
import SystemSupport
import WireFormats

/// Sessions as clients see them.
enum SessionRendering {
    /// All attributes but those that are our own, the documented ones first.
    static func full(_ row: SessionRow) -> JSONObject {
        var session = JSONObject()
        session[SessionAttribute.id] = .string(row.id)
        session[SessionAttribute.userID] = .string(row.owner)
        session[SessionAttribute.title] = .string(row.title)
        for name in [SessionAttribute.createdAt, SessionAttribute.updatedAt] {
            session[name] = row.item[name]?.string.map { .string($0.asWireTime) }
        }
        session[SessionAttribute.messageCount] = .number(JSONNumber(row.messageCount))
        for (name, value) in row.item.inOrder
        where session[name] == nil && !SessionAttribute.isInternal(name) {
            session[name] = value.plainJSON
        }
        return session
    }

    /// An element of a user's list.
    static func listed(_ row: SessionRow) -> JSON {
        [
            "session_id": .string(row.id), "title": .string(row.title), "time_stamp": .string(row.createdAt.asWireTime),
        ]
    }

    /// An element of an admin's list.
    static func listed(_ row: SessionRow, review: String?) -> JSON {
        [
            "session_id": .string(row.id), "title": .string(row.title), "time_stamp": .string(row.createdAt.asWireTime),
            "has_feedback": row.hasFeedback ? "Yes" : "No", "has_review": review == nil ? "No" : "Yes",
            "review_id": .string(review ?? ""),
        ]
    }
}
