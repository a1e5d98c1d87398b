import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Twilio
import WireFormats

/// Giving stored messages to Twilio, each once.
///
/// Twilio has no keys that make a repeat harmless. So a message is stored first; and where it may have been sent although
/// nobody knows, because an answer was lost or a worker was, Twilio's own list says whether it was.
extension WhatsApp {
    /// Why a message is not sent, as Twilio puts it: https://www.twilio.com/docs/api/errors.
    enum Refusal {
        static let outsideWindow = "63016"
        /// "Attempt to send to unsubscribed recipient". The only one of Twilio's codes that says so (as of 2026). 63014 is also
        /// given when somebody has blocked us, after which no START would ever come; 63032 is a limit of WhatsApp's.
        static let optedOut = "21610"
        static let notSetUp = "20003"
    }

    /// Clocks differ a little between Twilio and here.
    private static let clockSkew: Duration = .seconds(5)

    /// Sends messages one after the other, and ends the claim when nothing is left to send: what cannot be sent is noted as
    /// failed, and so is what was to follow it.
    ///
    /// - Parameter mayHaveBegun: somebody before has tried.
    /// - Returns: how many have been sent.
    /// - Throws: ``Failure`` when it may succeed later; the claim is still held then.
    func send(
        _ messages: [WhatsAppMessage], _ claim: ReplyClaim, mayHaveBegun: Bool
    ) async throws(Failure) -> Int {
        var sent = 0
        var refusal: String?
        for message in messages where message.sid == nil && message.delivery?.isFailure == false {
            if refusal == nil {
                refusal = try await sendOne(message, mayHaveBegun: mayHaveBegun)
                if refusal == nil { sent += 1 }
            }
            if let refusal { try await store.fail(message, code: refusal) }
        }
        try await store.finishSending(claim)
        return sent
    }

    /// - Returns: why it was not sent and will not be; `nil` when it was.
    private func sendOne(_ message: WhatsAppMessage, mayHaveBegun: Bool) async throws(Failure) -> String? {
        guard let channel else { return Refusal.notSetUp }
        if mayHaveBegun, let record = try await record(of: message, channel) {
            try await note(record, message)
            return nil
        }
        // What has been sent is sent; what has not, must still be wanted.
        if let refusal = try await refusal(of: message) { return refusal }
        let failure: TwilioError
        switch await outcome(of: message, channel) {
        case .success(let record):
            try await note(record, message)
            return nil
        case .failure(let error): failure = error
        }
        log.warning("A message was not sent", metadata: ["session": "\(message.sessionID)", "code": "\(failure)"])
        if failure.mayHaveSent, let record = try await record(of: message, channel) {
            try await note(record, message)
            return nil
        }
        guard failure.isRetryable || failure.mayHaveSent else {
            if case .service(let code?) = failure.code {
                try await heed(String(code), of: message)
                return String(code)
            }
            return failure.status.map(String.init) ?? "\(failure.code)"
        }
        throw Failure(.unavailable, "Twilio cannot be reached. The message will be sent later.")
    }

    private func outcome(
        of message: WhatsAppMessage, _ channel: TwilioChannel
    ) async -> Result<MessageRecord, TwilioError> {
        do throws(TwilioError) {
            return .success(try await channel.client.send(message.outbound(channel)))
        } catch {
            return .failure(error)
        }
    }

    private func refusal(of message: WhatsAppMessage) async throws(Failure) -> String? {
        guard let contact = try await store.contact(message.address) else { return nil }
        if contact.hasOptedOut { return Refusal.optedOut }
        return message.template == nil && !contact.window(at: effects.now()).isOpen ? Refusal.outsideWindow : nil
    }

    private func note(_ record: MessageRecord, _ message: WhatsAppMessage) async throws(Failure) {
        let errorCode = record.errorCode.map(String.init)
        _ = try await store.note(
            WhatsAppStore.DeliveryReport(
                sid: record.sid, status: DeliveryStatus(rawValue: record.status.rawValue) ?? .queued,
                errorCode: errorCode), of: message.reference)
        try await heed(errorCode, of: message)
    }

    /// Whom Twilio sends nothing because they have said so there, by whatever word, has opted out here too.
    func heed(_ errorCode: String?, of message: WhatsAppMessage) async throws(Failure) {
        guard errorCode == Refusal.optedOut else { return }
        try await store.setOptedOut(true, message.address, becauseOf: message.timestamp)
    }

    /// The message at Twilio, if it is there: the oldest one with its text since it was stored that is no other's.
    private func record(
        of message: WhatsAppMessage, _ channel: TwilioChannel
    ) async throws(Failure) -> MessageRecord? {
        let records: [MessageRecord]
        do throws(TwilioError) {
            records = try await channel.client.messages(
                to: message.address.description, from: channel.sender.hasBytePrefix("MG") ? nil : channel.sender,
                since: message.timestamp - Self.clockSkew)
        } catch {
            log.warning(
                "Twilio does not say what was sent",
                metadata: ["session": "\(message.sessionID)", "code": "\(error)"])
            throw Failure(.unavailable, "Twilio does not say whether the message was sent. It will be asked again.")
        }
        // A template's text is made at Twilio.
        for record in records.reversed()
        where message.template != nil || record.body.hasSameBytes(as: message.content) {
            guard try await store.isOfAnother(record.sid, than: message) else { return record }
        }
        return nil
    }
}

extension WhatsAppMessage {
    static let templateMember = "content_sid"
    static let variablesMember = "content_variables"

    /// The SID of the template that it is.
    var template: String? { metadata[Self.templateMember]?.string }

    fileprivate func outbound(_ channel: TwilioChannel) -> OutboundMessage {
        let content: OutboundMessage.Content =
            if let template {
                .template(
                    sid: template,
                    variables: (metadata[Self.variablesMember]?.map ?? [:]).compactMapValues(\.string))
            } else { .text(content) }
        return OutboundMessage(
            to: address.description, from: channel.sender, content: content,
            statusCallback: channel.statusCallback(of: self))
    }
}
