import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Twilio
import WireFormats

/// Deciding what to reply.
///
/// Without a model nothing replies by itself: messages are stored, and the staff answers. Nor does anything where a human
/// handles the session, or the customer wants no messages.
extension WhatsApp {
    /// - Parameters:
    ///   - time: the model's.
    ///   - mayWait: whether somebody can be asked once more, later. Otherwise a failure of the model is the reply.
    func decide(
        _ arrival: WhatsAppStore.Arrival, within time: Duration, mayWait: Bool
    ) async throws(Failure) -> ReplyDecision {
        let message = arrival.message
        if let word = OptOutWord(message), let reply = try await reply(to: word, arrival) {
            return .reply(reply)
        }
        guard let model, arrival.conversation.session.mode == .bot, !arrival.conversation.contact.hasOptedOut else {
            return .reply(.none)
        }
        // A thumbs up asks for nothing.
        if message.type == .reaction { return .reply(.none) }
        guard message.isReadable else { return .reply(Reply(ReplyText.received(message.type))) }
        let latest = try await store.latestMessages(
            arrival.conversation.span, limit: ReplyConversation.maximumMessages + 1
        ).messages
        let conversation = ReplyConversation(
            upTo: message, latest: latest, order: arrival.conversation.session.orderDetails?.plainJSON)
        do throws(ModelError) {
            let answer = try await model.answer(
                conversation.request(
                    maximumTokens: options.maximumTokens, temperature: options.temperature,
                    systemPrompt: options.systemPrompt, timeLimit: time))
            guard answer.isComplete || !mayWait else { return .later }
            if answer.toolInput == nil { _ = try answer.said }
            return .reply(reply(to: arrival, with: answer))
        } catch {
            if mayWait, error.isRetryable { return .later }
            log.warning(
                "The model had no reply",
                metadata: [
                    "session": "\(arrival.conversation.session.id)", "code": "\(error.code)",
                    "reason": "\(error.reason)",
                ])
            return .reply(Reply(ReplyText.failed, isError: true))
        }
    }

    /// - Returns: `nil` when the word means nothing here: "yes" is an answer to many questions.
    private func reply(to word: OptOutWord, _ arrival: WhatsAppStore.Arrival) async throws(Failure) -> Reply? {
        let contact = arrival.conversation.contact
        let said = arrival.message.content
        switch word {
        case .out:
            let counts = try await store.setOptedOut(
                true, contact.address, becauseOf: arrival.message.timestamp)
            return counts ? Reply(note: ReplyText.optedOut(said)) : Reply.none
        case .backIn where contact.hasOptedOut:
            let counts = try await store.setOptedOut(
                false, contact.address, becauseOf: arrival.message.timestamp)
            return counts ? Reply(note: ReplyText.optedIn(said)) : Reply.none
        // Where Twilio knows the word, it has answered it.
        case .backIn, .help:
            return arrival.message.metadata[WhatsAppMessage.optOutMember] == nil ? nil : Reply.none
        }
    }

    private func reply(to arrival: WhatsAppStore.Arrival, with answer: ModelAnswer) -> Reply {
        guard let input = answer.toolInput else {
            return Reply(answer.text)
        }
        do throws(Failure) {
            guard var order = try Order(toolInput: input) else { return Reply(ReplyText.howToOrder) }
            guard order.isSure else { return Reply(ReplyText.isThisRight(order)) }
            order.customerName = order.customerName ?? arrival.conversation.contact.profileName
            return Reply(
                ReplyText.received(order),
                orderDetails: order.json(extractedAt: effects.now(), from: [arrival.message.id]))
        } catch {
            log.warning(
                "The model filled in an order wrongly",
                metadata: ["session": "\(arrival.conversation.session.id)", "reason": "\(error.message)"])
            return Reply(ReplyText.notUnderstood)
        }
    }

    // MARK: - Storing what was decided

    /// Stores a reply, in as many messages as Twilio needs for it.
    ///
    /// - Parameter isToBeSent: the caller sends it. Otherwise the webhook's answer carries it.
    func settle(
        _ claim: ReplyClaim, _ reply: Reply, isToBeSent: Bool
    ) async throws(Failure) -> WhatsAppStore.Settled {
        let parts = reply.text.map { MessageText.parts(of: $0) } ?? []
        let messages = parts.map {
            NewMessage($0, type: reply.isError ? .system : .text, direction: .outbound, delivery: .accepted)
        }
        let notes = reply.note.map { [NewMessage($0, type: .system, direction: .outbound)] } ?? []
        let settlement = Settlement(
            answer: "", isToBeSent: isToBeSent && !messages.isEmpty, messages: messages + notes,
            orderDetails: reply.orderDetails)
        return try await store.settle(claim, settlement) { stored in twiML(stored).xml }
    }

    /// What the webhook answers with messages that were stored for it.
    func twiML(_ messages: [WhatsAppMessage]) -> TwiML {
        TwiML(
            messages: messages.filter { $0.delivery != nil }.map {
                TwiMLMessage(body: $0.content, statusCallback: channel?.statusCallback(of: $0))
            })
    }
}

extension WhatsAppMessage {
    /// There is something that a model can make use of.
    fileprivate var isReadable: Bool {
        switch type {
        case .location, .contacts, .sticker, .unknown: false
        case .reaction, .interactive, .text, .button, .image, .audio, .video, .document, .system:
            !content.isBlank
        }
    }
}
