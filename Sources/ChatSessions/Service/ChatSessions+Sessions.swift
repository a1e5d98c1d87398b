import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// Operations on one session.
extension ChatSessions {
    /// `get_session`: 200 with the session's attributes and `chat_history`, or with `{}` when it is not there for the
    /// caller. Whatever keeps the store from saying which is an error, never `{}`: the chat's back end would take that for
    /// a session to be created. Admins find their own `review` in it, where they have written one.
    func getSession(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        let scope = JSON.array(["get_session", .string(sessionID), call.scope]).text
        let before = try call.arguments.stringIfPresent("cursor", maximumBytes: 16_384)
        var end: ListPosition?
        if let before { end = ListPosition(try cursors.verify(before, scope: scope)) }
        guard let row = try await store.session(sessionID, for: call.identity) else { return .json([:]) }

        var messages = try await store.history(of: row)
        if let end, let time = Timestamp(end.createdAt) {
            messages.removeAll { ($0.time, $0.id) >= (time, end.id) }
        }
        let history = HistoryRendering.fitting(messages, isAdmin: call.identity.isAdmin)
        var session = SessionRendering.full(row)
        session["chat_history"] = .array(history.elements)
        if let next = history.next {
            session["next_cursor"] = .string(try cursors.sign(next.json, scope: scope))
        }
        session["review"] = try await ownReview(of: row, call)
        return .json(.object(session))
    }

    /// What the asking admin has noted about the session, for whoever writes it to read again; `nil` where there is nothing.
    private func ownReview(of row: SessionRow, _ call: Call) async throws(Failure) -> JSON? {
        guard call.identity.isAdmin, let admin = call.identity.userID, let id = row.reviews[admin],
            let review = try await store.batchGet(store.schema.reviews, [[ReviewAttribute.id: .string(id)]])
                .compactMap(Review.init).first
        else { return nil }
        return [
            "review_id": .string(review.id), "comments": .string(review.comments),
            "reviewed_at": .string(review.reviewedAt),
        ]
    }

    /// `delete_session`: 200 `"Session <id> deleted."`, whatever was there.
    func deleteSession(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        try await store.delete(session: sessionID, as: call.identity)
        return .json(.string("Session \(sessionID) deleted."))
    }

    /// `assemble_chat_history`: a bare array in DynamoDB's typed JSON; empty when the session is not there for the caller.
    func assembleChatHistory(_ call: Call) async throws(Failure) -> Response {
        var elements: [JSON] = []
        if let row = try await store.session(try call.sessionID, for: call.identity) {
            elements = HistoryRendering.typed(try await store.history(of: row))
        }
        var response = Response.json(.array(elements))
        response.isBareForDirectCallers = true
        return response
    }
}
