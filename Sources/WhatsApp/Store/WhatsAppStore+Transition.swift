import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Writing what has become of a session.
extension WhatsAppStore {
    /// All that is written when a session goes from what was read to something else: its item, its places in the lists, and
    /// when it may be removed. Nothing when both are the same.
    ///
    /// Does not conflict with others who only add messages, unless the session is handed to a human; does with those who
    /// change mode, status, or what the version counts.
    func transition(
        _ before: WhatsAppSession, to after: WhatsAppSession, if condition: Condition? = nil
    ) -> [TransactAction] {
        guard before != after else { return [] }
        var conditions = [before.takesMessages] + (condition.map { [$0] } ?? [])
        var update = Update()
        if before.version != after.version {
            conditions.append(.equals(SessionAttribute.version, .int(before.version)))
            update.set[SessionAttribute.version] = .int(after.version)
            update.set[SessionAttribute.context] = .map(after.context)
            update.set[SessionAttribute.orderDetails] = after.orderDetails
        }
        if before.messageCount != after.messageCount {
            update.add[SessionAttribute.messageCount] = .int(after.messageCount - before.messageCount)
        }
        if before.mode != after.mode { update.set[SessionAttribute.mode] = .string(after.mode.rawValue) }
        if before.lastActivity != after.lastActivity {
            update.set[SessionAttribute.lastActivity] = .string(after.lastActivity.description)
        }
        if before.status != after.status {
            update.set[SessionAttribute.status] = .string(after.status.rawValue)
            update.set[SessionAttribute.endedAt] = after.endedAt.map { .string($0.description) }
        }
        if before.lastActivity != after.lastActivity || before.status != after.status {
            update.set.merge(after.listAttributes) { $1 }
        }
        var actions: [TransactAction] = []
        if after.mode == .human, before.mode != .human || before.lastActivity != after.lastActivity {
            if before.lastActivity == after.lastActivity {
                // The entry would stand where the session stood before a message that comes in meanwhile.
                conditions.append(isQuiet(before))
            }
            actions.append(.put(table: table, item: after.handOffItem))
        } else if before.mode == .human, after.mode != .human {
            actions.append(.delete(table: table, key: before.address.handOffKey(before.ordinal)))
        }
        if before.status != after.status, let endedAt = after.endedAt, let expiry = expiry(from: endedAt) {
            update.set[ConversationAttribute.expiry] = expiry
            actions.append(
                .update(
                    table: table, key: LookupKey.session(before.id),
                    Update(set: [ConversationAttribute.expiry: expiry]), if: .exists(ConversationAttribute.partition)))
        }
        return [
            .update(
                table: table, key: before.address.sessionKey(before.ordinal), update, if: .all(conditions))
        ] + actions
    }

    /// What is written when silence has ended a session, and what it is then. Fails when there has been activity.
    func expiring(_ session: WhatsAppSession) -> (WhatsAppSession, [TransactAction]) {
        let after = session.ended(as: .expired, at: min(expiryTime(of: session), effects.now()))
        return (after, transition(session, to: after, if: isQuiet(session)))
    }

    /// There has been no activity since the session was read.
    private func isQuiet(_ session: WhatsAppSession) -> Condition {
        .equals(SessionAttribute.lastActivity, .string(session.lastActivity.description))
    }

    /// When silence ended the session, whenever that is noticed.
    func expiryTime(of session: WhatsAppSession) -> Timestamp { session.lastActivity + idleTime }

    func putNew(_ item: Item) -> TransactAction {
        .put(table: table, item: item, if: .absent(ConversationAttribute.partition))
    }
}

extension WhatsAppSession {
    /// Messages go where they went when the session was read. Does not fail when there are new messages.
    fileprivate var takesMessages: Condition {
        .all([
            .equals(SessionAttribute.status, .string(status.rawValue)),
            .equals(SessionAttribute.mode, .string(mode.rawValue)),
        ])
    }

    func ended(as status: SessionStatus, at time: Timestamp) -> WhatsAppSession {
        var session = self
        session.status = status
        session.endedAt = time
        session.mode = .bot
        return session
    }

    /// With messages more. They are activity unless the session has ended.
    func counting(_ messages: Int, at time: Timestamp) -> WhatsAppSession {
        var session = self
        session.messageCount += messages
        if status == .active { session.lastActivity = max(lastActivity, time) }
        return session
    }
}
