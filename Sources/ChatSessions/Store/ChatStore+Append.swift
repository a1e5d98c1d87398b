import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Adding messages to a session that exists.
extension ChatStore {
    static let noSession = Failure(.notFound, "session_id names no session")

    /// The session, if it is there for `identity`.
    func session(_ id: String, for identity: Authorization.Identity) async throws(Failure) -> SessionRow? {
        guard let item = try await get(schema.sessions, [SessionAttribute.id: .string(id)]),
            let row = SessionRow(item), identity.mayAccess(objectOf: row.owner)
        else { return nil }
        return row
    }

    /// Stores the message and counts it, or does neither. Writers never wait for one another's reads: the count is added
    /// to, and nothing depends on its value.
    ///
    /// A message that waits for its answer is completed by a later one with the same id and prompt.
    ///
    /// - Returns: the message's id; that of the first delivery when this is a repeat.
    /// - Throws: ``noSession``; ``messageIDTaken`` when the id stands for another message.
    func append(
        _ message: NewMessage, to sessionID: String, as identity: Authorization.Identity
    ) async throws(Failure) -> String {
        guard let row = try await session(sessionID, for: identity) else { throw Self.noSession }
        for _ in 0..<Self.maximumRaces {
            let time = now()
            let id = message.id(at: time, by: identifiers)
            var count = Update(
                set: [SessionAttribute.updatedAt: .string(time.description)], add: [SessionAttribute.messageCount: 1])
            if row.item[SessionAttribute.month] == nil, let month = SessionRow.month(of: row.createdAt) {
                count.set[SessionAttribute.month] = .string(month)
            }
            RecentMessages.note(id, created: time, at: time, in: row.item, by: &count)
            let outcome = try await transact(
                [
                    .update(
                        table: schema.sessions, key: [SessionAttribute.id: .string(sessionID)], count,
                        if: .equals(SessionAttribute.userID, .string(row.owner))),
                    .put(
                        table: schema.messages, item: message.item(id: id, sessionID: sessionID, at: time),
                        if: .absent(MessageAttribute.id)),
                ])
            guard case .refused(let reasons) = outcome else { return id }
            if reasons[safe: 0].isConditionFailed { throw Self.noSession }
            if try await wasStored(message, as: id, in: row, existing: reasons[safe: 1].existing) { return id }
            if case .given = message.identity { throw Self.messageIDTaken }
        }
        throw Self.busy
    }

    /// True when the item with this id is this very message, stored before or completed now.
    private func wasStored(
        _ message: NewMessage, as id: String, in row: SessionRow, existing: Item?
    ) async throws(Failure) -> Bool {
        let item: Item?
        if let existing { item = existing } else { item = try await get(schema.messages, Message.key(id, in: row.id)) }
        guard let stored = item.flatMap(Message.init) else { return false }
        if stored.isPending, stored.prompt.hasSameBytes(as: message.prompt), message.response != nil {
            return try await complete(stored, with: message, in: row)
        }
        return Self.isSame(message, as: stored)
    }

    private static func isSame(_ message: NewMessage, as stored: Message) -> Bool {
        // A prompt sent again after its answer has come is still the same prompt.
        if message.response == nil { return stored.prompt.hasSameBytes(as: message.prompt) }
        if let digest = stored.requestDigest { return digest.hasSameBytes(as: message.digest) }
        return stored.prompt.hasSameBytes(as: message.prompt)
            && stored.response.hasSameBytes(as: message.response ?? "")
    }

    /// Gives a pending message its answer.
    private func complete(
        _ stored: Message, with message: NewMessage, in row: SessionRow
    ) async throws(Failure) -> Bool {
        let time = now()
        var answer = message.item(id: stored.id, sessionID: row.id, at: time)
        for name in [
            MessageAttribute.id, MessageAttribute.sessionID, MessageAttribute.prompt, MessageAttribute.createdAt,
        ] {
            answer[name] = nil
        }
        var touch = Update(set: [SessionAttribute.updatedAt: .string(time.description)])
        RecentMessages.note(stored.id, created: stored.time, at: time, in: row.item, by: &touch)
        let outcome = try await transact([
            .update(
                table: schema.sessions, key: [SessionAttribute.id: .string(row.id)], touch,
                if: .equals(SessionAttribute.userID, .string(row.owner))),
            .update(
                table: schema.messages, key: stored.key, Update(set: answer, remove: [MessageAttribute.pending]),
                if: .exists(MessageAttribute.pending)),
        ])
        guard case .refused(let reasons) = outcome else { return true }
        if reasons[safe: 0].isConditionFailed { throw Self.noSession }
        // Somebody else completed it in between: perhaps with the same answer.
        guard let now = try await get(schema.messages, stored.key).flatMap(Message.init) else { return false }
        return Self.isSame(message, as: now)
    }
}
