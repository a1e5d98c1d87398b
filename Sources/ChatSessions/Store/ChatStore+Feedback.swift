import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Feedback: attributes of the message, counted on its session and filed in the ledger, in one transaction.
extension ChatStore {
    static let noMessage = Failure(.notFound, "messageId names no message of this session")

    private static let attributes: ExactSet = [
        MessageAttribute.feedbackType, MessageAttribute.feedbackRank, MessageAttribute.feedbackCategory,
        MessageAttribute.feedbackMessage, MessageAttribute.feedbackCreatedAt,
    ]

    /// Puts feedback on a message in place of what it had.
    ///
    /// - Returns: the attributes written.
    /// - Throws: ``noMessage`` when there is none such, or it is not there for `identity`.
    func rate(
        message id: String, of sessionID: String, _ feedback: Feedback, as identity: Authorization.Identity
    ) async throws(Failure) -> Item {
        var written: Item = [
            MessageAttribute.feedbackType: .string(feedback.kind.rawValue),
            MessageAttribute.feedbackCategory: .string(feedback.category),
            MessageAttribute.feedbackMessage: .string(feedback.comment),
        ]
        written[MessageAttribute.feedbackRank] = feedback.rank.map { .int($0) }
        for _ in 0..<Self.maximumRaces {
            guard let (row, message) = try await rated(id, sessionID, identity) else { throw Self.noMessage }
            written[MessageAttribute.feedbackCreatedAt] = .string(now().description)
            let update = Update(set: written, remove: Self.attributes.subtracting(written.keys))
            if try await change(message, of: row, update, hasFeedback: true) { return written }
        }
        throw Self.busy
    }

    /// Takes the feedback off a message; where there is none, nothing happens.
    func unrate(message id: String, of sessionID: String, as identity: Authorization.Identity) async throws(Failure) {
        for _ in 0..<Self.maximumRaces {
            guard let (row, message) = try await rated(id, sessionID, identity), message.hasFeedback else { return }
            if try await change(message, of: row, Update(remove: Self.attributes), hasFeedback: false) { return }
        }
        throw Self.busy
    }

    private func rated(
        _ id: String, _ sessionID: String, _ identity: Authorization.Identity
    ) async throws(Failure) -> (SessionRow, Message)? {
        guard let found = try await session(sessionID, for: identity), let row = try await withFlags(found),
            let message = try await get(schema.messages, Message.key(id, in: sessionID)).flatMap(Message.init)
        else { return nil }
        return (row, message)
    }

    /// - Returns: false when the message or the session has changed since they were read.
    private func change(
        _ message: Message, of row: SessionRow, _ update: Update, hasFeedback: Bool
    ) async throws(Failure) -> Bool {
        let isCurrent: Condition =
            message.item[MessageAttribute.feedbackCreatedAt].map { .equals(MessageAttribute.feedbackCreatedAt, $0) }
            ?? .absent(MessageAttribute.feedbackCreatedAt)
        let isSameKind: Condition =
            message.hasFeedback ? .exists(MessageAttribute.feedbackType) : .absent(MessageAttribute.feedbackType)
        let isOwned = Condition.equals(SessionAttribute.userID, .string(row.owner))
        let session: Item = [SessionAttribute.id: .string(row.id)]

        var actions: [TransactAction] = [
            .update(
                table: schema.messages, key: message.key, update,
                if: .all([.exists(MessageAttribute.id), isSameKind, isCurrent]))
        ]
        if hasFeedback == message.hasFeedback {
            actions.append(.check(table: schema.sessions, key: session, if: isOwned))
        } else {
            let count = Update(add: [SessionAttribute.feedbackCount: .int(hasFeedback ? 1 : -1)])
            actions.append(.update(table: schema.sessions, key: session, count, if: isOwned))
        }
        let old = message.hasFeedback ? FeedbackPointer(to: message) : nil
        let new =
            hasFeedback
            ? update.set[MessageAttribute.feedbackCreatedAt]?.string.map {
                FeedbackPointer(message.id, row.id, createdAt: $0)
            } : nil
        if let new { actions.append(.put(table: schema.messages, item: new.item)) }
        if let old, old.key != new?.key { actions.append(.delete(table: schema.messages, key: old.key)) }
        guard case .refused = try await transact(actions) else { return true }
        return false
    }
}
