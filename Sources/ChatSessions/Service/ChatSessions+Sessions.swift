import AWSServices
import Gateway
import Logging
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

        let isAdmin = call.identity.isAdmin
        let history = try await store.history(
            of: row,
            filling: HistoryWindow(before: end, json: { HistoryRendering.element($0, isAdmin: isAdmin) }))
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

    /// `assemble_chat_history`: a bare array in DynamoDB's typed JSON, oldest first; empty when the session is not there for
    /// the caller. Where one answer cannot carry all, it holds the newest messages, and a cursor leads to those before them,
    /// as in lists.
    func assembleChatHistory(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        let list = try ListRequest(
            call, cursors, defaultLimit: .max, scope: ["assemble_chat_history", .string(sessionID), call.scope])
        var window = HistoryWindow(
            before: list.position, maximumCount: list.limit, json: { HistoryRendering.typed($0) })
        if let row = try await store.session(sessionID, for: call.identity) {
            window = try await store.history(of: row, filling: window)
        }
        if window.hasMore, call.identity.isDirect, !list.isEnveloped {
            // A bare array cannot say it, and a direct caller sees no header.
            store.log.notice("A history was cut to what an answer can carry", metadata: ["session": "\(sessionID)"])
        }
        return try list.response(window.elements, next: window.next, cursors)
    }
}
