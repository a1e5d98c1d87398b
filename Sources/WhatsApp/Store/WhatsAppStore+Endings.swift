import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// How sessions end: by somebody, or by silence. An end never counts as activity, and is final.
extension WhatsAppStore {
    enum Ending: Sendable, Hashable {
        /// It has that status now, or had it before.
        case ended(Conversation)
        /// It ended otherwise.
        case refused(Conversation)
        case unknown
    }

    /// Ends a session; a repeat changes nothing.
    func end(session id: String, as status: SessionStatus) async throws(Failure) -> Ending {
        for _ in 0..<Self.maximumRaces {
            guard var conversation = try await conversation(ofSession: id) else { return .unknown }
            let session = conversation.session
            if session.status == status { return .ended(conversation) }
            guard session.status.mayBecome(status) else { return .refused(conversation) }
            conversation.session = session.ended(as: status, at: now())
            if case .done = try await transact(transition(session, to: conversation.session)) {
                return .ended(conversation)
            }
        }
        throw Self.busy
    }

    /// - Returns: `nil` when there has been activity meanwhile, or it has ended.
    func expire(_ session: WhatsAppSession) async throws(Failure) -> WhatsAppSession? {
        let (expired, actions) = expiring(session)
        guard case .done = try await transact(actions) else { return nil }
        return expired
    }

    /// Expires what is overdue, the oldest first.
    ///
    /// - Parameter isOutOfTime: asked before each session.
    /// - Returns: how many were.
    func expireOverdue(until isOutOfTime: () -> Bool) async throws(Failure) -> Int {
        let list = WhatsAppSession.List.status(.active)
        var query = Query(
            table: table, index: list.index, partition: list.partition,
            range: .less(.string((effects.now() - idleTime).description)), limit: 100)
        var count = 0
        repeat {
            if isOutOfTime() { return count }
            let page = try await page(query)
            // The index lags: sessions may have gone on or ended.
            let sessions = try await sessions(page.items.compactMap(WhatsAppSession.key(ofEntry:)))
            for session in sessions where session.isOverdue(at: effects.now(), after: idleTime) {
                if isOutOfTime() { return count }
                if try await expire(session) != nil { count += 1 }
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return count
    }
}
