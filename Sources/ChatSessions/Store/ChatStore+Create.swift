import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Creating a session together with its first message.
extension ChatStore {
    static let sessionIDTaken = Failure(.conflict, "session_id is already in use")
    static let messageIDTaken = Failure(.conflict, "message_id is already in use for another message")

    /// Stores both or neither. A repeat of the request that created the session gives the same answer.
    ///
    /// - Returns: the id of the first message.
    /// - Throws: ``sessionIDTaken`` when the session exists otherwise, whoever owns it: nothing has changed then.
    func create(
        session id: String, owner: String, title: String, first message: NewMessage
    ) async throws(Failure) -> String {
        for _ in 0..<Self.maximumRaces {
            let time = now()
            let messageID = message.id(at: time, by: identifiers)
            let outcome = try await transact(
                [
                    .put(
                        table: schema.sessions,
                        item: sessionItem(id, owner, title, time, first: messageID, request: message.digest),
                        if: .absent(SessionAttribute.id)),
                    .put(
                        table: schema.messages, item: message.item(id: messageID, sessionID: id, at: time),
                        if: .absent(MessageAttribute.id)),
                ])
            guard case .refused(let reasons) = outcome else { return messageID }
            // Of two deliveries at once, one may meet the other's message while the session is still held.
            let isTaken = reasons[safe: 0].isConditionFailed
            if let existing = try await existingSession(id, reasons[safe: 0].existing) {
                guard try await finishDelete(of: existing, id, owner: owner) else {
                    return try replay(of: message, owner: owner, on: existing)
                }
            } else if !isTaken, case .given = message.identity {
                throw Self.messageIDTaken
            }
        }
        throw Self.busy
    }

    /// Finishes the deletion of the owner's session that was interrupted: without that its id could not be used again, and
    /// a caller whose session has vanished creates it anew.
    ///
    /// - Returns: false when the session is not being deleted, or is somebody else's.
    private func finishDelete(of item: Item, _ id: String, owner: String) async throws(Failure) -> Bool {
        guard SessionRow(item) == nil,
            item[SessionAttribute.deletedUserID]?.string.map({ $0.hasSameBytes(as: owner) }) == true
        else { return false }
        try await delete(
            session: id,
            as: Authorization.Identity(userID: owner, isAdmin: false, isStaff: false, isDirect: false))
        return true
    }

    private func sessionItem(
        _ id: String, _ owner: String, _ title: String, _ time: Timestamp, first messageID: String, request: String
    ) -> Item {
        [
            SessionAttribute.id: .string(id),
            SessionAttribute.userID: .string(owner),
            SessionAttribute.title: .string(title.trimmed),
            SessionAttribute.createdAt: .string(time.description),
            SessionAttribute.updatedAt: .string(time.description),
            SessionAttribute.messageCount: 1,
            SessionAttribute.month: .string(String(time.description.prefix(7))),
            SessionAttribute.feedbackCount: 0,
            SessionAttribute.firstMessageID: .string(messageID),
            SessionAttribute.firstRequest: .string(request),
            RecentMessages.attribute(at: time): RecentMessages.note(of: messageID, created: time, at: time),
        ]
    }

    private func existingSession(_ id: String, _ reported: Item?) async throws(Failure) -> Item? {
        if let reported { return reported }
        return try await get(schema.sessions, [SessionAttribute.id: .string(id)])
    }

    /// The answer that the first delivery of the same request got.
    private func replay(of message: NewMessage, owner: String, on existing: Item) throws(Failure) -> String {
        guard let row = SessionRow(existing), row.owner.hasSameBytes(as: owner),
            row.firstRequest?.hasSameBytes(as: message.digest) == true,
            let first = row.firstMessageID
        else { throw Self.sessionIDTaken }
        if case .given(let id) = message.identity, !id.hasSameBytes(as: first) { throw Self.sessionIDTaken }
        return first
    }
}
