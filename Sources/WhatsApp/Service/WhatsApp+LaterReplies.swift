import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Twilio
import WireFormats

/// Replies that the webhook's answer could not carry: made and sent by an invocation of their own.
extension WhatsApp {
    /// Has a reply made and sent. Where that fails, the sweep does it.
    func startReply(inSession sessionID: String, id: String) async {
        let event: JSON = [
            "action": .string(Self.replyAction), "session_id": .string(sessionID), "message_sid": .string(id),
        ]
        do {
            try await start(event.serialized())
        } catch {
            log.warning(
                "A reply could not be started",
                metadata: ["session": "\(sessionID)", "error": "\(type(of: error))"])
        }
    }

    /// `SEND_REPLY {session_id, message_sid}`: one at a time, and nothing where nothing is left to do.
    ///
    /// - Throws: ``Failure`` when storage fails or Twilio cannot be reached, so that the event comes again.
    func sendReply(_ event: JSONObject) async throws -> JSON {
        let arguments = Arguments(event)
        let sessionID = try arguments.string("session_id", maximumBytes: 128)
        let id = try arguments.string("message_sid", maximumBytes: 512)
        let time = ContinuousClock.now + options.replyTime
        let end = min(time, InvocationScope.deadline ?? time)
        let sent = try await InvocationScope.$deadline.withValue(end) {
            switch try await store.claimDeferred(id: id, inSession: sessionID) {
            case nil, .settled, .underWay: 0
            case .claimed(let arrival):
                try await releasing(arrival.claim) { try await reply(to: arrival, until: end) }
            case .unsent(let claim, let messages):
                try await releasing(claim) { try await send(messages, claim, mayHaveBegun: true) }
            }
        }
        return ["sent_messages": .number(JSONNumber(sent))]
    }

    /// Gives the claim back when the work fails, so that whoever comes next need not wait for its end.
    private func releasing(_ claim: ReplyClaim, _ work: () async throws -> Int) async throws -> Int {
        do {
            return try await work()
        } catch {
            do {
                try await store.release(claim)
            } catch {
                log.warning("A claim could not be given back", metadata: ["reason": "\(error.message)"])
            }
            throw error
        }
    }

    private func reply(
        to arrival: WhatsAppStore.Arrival, until end: ContinuousClock.Instant
    ) async throws(Failure) -> Int {
        let time = max(.seconds(1), end - options.sendingTime - ContinuousClock.now)
        guard case .reply(let reply) = try await decide(arrival, within: time, mayWait: false),
            case .done(_, let messages) = try await settle(arrival.claim, reply, isToBeSent: true)
        else { return 0 }
        return try await send(messages.filter { $0.delivery != nil }, arrival.claim, mayHaveBegun: false)
    }

    /// Part of the sweep: starts what was put off and has not been done since.
    func startDueReplies() async throws(Failure) -> Int {
        let receipts = try await store.overdueReplies(limit: Self.maximumDueReplies)
        for receipt in receipts { await startReply(inSession: receipt.sessionID, id: receipt.id) }
        return receipts.count
    }

    /// Of one sweep; the next one follows within minutes.
    private static let maximumDueReplies = 100
}
