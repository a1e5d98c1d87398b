import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Twilio
import WireFormats

/// What Twilio calls. Nobody is signed in there: the signature says that it is Twilio.
extension WhatsApp {
    /// `POST /twilio-webhook-opt`: a message from a customer, answered with TwiML.
    ///
    /// A message is stored and replied to once, however often it is handed over, and each time answered with the same. Twilio
    /// waits 15 seconds at most (https://www.twilio.com/docs/messaging/twiml, error 11200); what is not decided in
    /// ``Options/webhookTime`` is sent later.
    func webhook(_ request: Request) async throws -> Response {
        guard let channel = authenticated(request) else { return Response(status: 403) }
        let time = ContinuousClock.now + options.webhookTime
        let end = min(time, InvocationScope.deadline ?? time)
        return try await InvocationScope.$deadline.withValue(end) {
            switch try TwilioWebhook(FormBody(request.body)) {
            case .message(let message): try await answer(InboundDelivery(message), until: end)
            // A status callback that was set to the same URL.
            case .delivery(let report): try await note(report, request, channel)
            }
        }
    }

    /// - Returns: `nil` for a request that is not Twilio's, or where nobody could tell.
    func authenticated(_ request: Request) -> TwilioChannel? {
        guard let channel else {
            log.error("A webhook was refused: Twilio is not set up")
            return nil
        }
        guard channel.validator.isValid(request) else {
            log.warning("A webhook was refused: its signature is not Twilio's")
            return nil
        }
        return channel
    }

    private func answer(
        _ delivery: InboundDelivery, until end: ContinuousClock.Instant
    ) async throws(Failure) -> Response {
        switch try await reception(of: delivery, until: end) {
        case .claimed(let arrival): return try await answer(arrival, until: end)
        case .answered(let receipt): return Self.response(receipt.answer)
        case .underWay: return TwiML.empty.response
        }
    }

    /// Waits while another invocation works on the same message, which was handed over twice.
    private func reception(
        of delivery: InboundDelivery, until end: ContinuousClock.Instant
    ) async throws(Failure) -> WhatsAppStore.Reception {
        var pause = Self.firstPoll
        while true {
            let reception = try await store.receive(delivery)
            guard reception == .underWay, ContinuousClock.now + pause + options.storingTime < end else {
                return reception
            }
            // Cancelled with the invocation: then nobody waits.
            do { try await store.sleep(pause) } catch { return reception }
            pause = min(pause * 2, Self.longestPoll)
        }
    }

    private static let firstPoll: Duration = .milliseconds(50)
    private static let longestPoll: Duration = .milliseconds(500)

    private func answer(
        _ arrival: WhatsAppStore.Arrival, until end: ContinuousClock.Instant
    ) async throws(Failure) -> Response {
        let time = end - options.storingTime - ContinuousClock.now
        switch time > .zero ? try await decide(arrival, within: time, mayWait: true) : .later {
        case .reply(let reply):
            guard case .done(_, let messages) = try await settle(arrival.claim, reply, isToBeSent: false) else { break }
            return twiML(messages).response
        case .later:
            guard try await store.putOff(arrival.claim, answer: TwiML.empty.xml) else { break }
            await startReply(inSession: arrival.conversation.session.id, id: arrival.claim.receiptID)
            return TwiML.empty.response
        }
        // Somebody else has taken over; their answer holds.
        return Self.response(try await store.receipt(arrival.claim.receiptID, of: arrival.claim.address)?.answer)
    }

    /// - Parameter xml: empty or `nil` where there is no answer, or none yet.
    private static func response(_ xml: String?) -> Response {
        var response = TwiML.empty.response
        if let xml, !xml.isEmpty { response.body = .text(xml) }
        return response
    }

    // MARK: - What becomes of messages

    /// `POST /twilio-status`: how far a message has come. Always 204, also for messages that are not known: Twilio could do
    /// nothing about it.
    func deliveryStatus(_ request: Request) async throws -> Response {
        guard let channel = authenticated(request) else { return Response(status: 403) }
        return try await note(DeliveryReport(FormBody(request.body)), request, channel)
    }

    private func note(
        _ report: DeliveryReport, _ request: Request, _ channel: TwilioChannel
    ) async throws(Failure) -> Response {
        guard report.isOfWhatsApp else { return Response(status: 204) }
        let errorCode = report.errorCode.map(String.init)
        var delivery = WhatsAppStore.Delivery.unknown
        // A word that Twilio has added says nothing of how far the message is.
        if let status = DeliveryStatus(rawValue: report.status.rawValue) {
            let reference = request.query(TwilioChannel.referenceParameter).flatMap { MessageReference($0) }
            delivery = try await store.note(
                WhatsAppStore.DeliveryReport(sid: report.messageSID, status: status, errorCode: errorCode),
                of: reference)
        }
        switch delivery {
        case .updated(let message), .unchanged(let message): try await heed(errorCode, of: message)
        case .unknown:
            // Something else may write to the same customers by the same messaging service.
            if errorCode == Refusal.optedOut, let address = report.to.flatMap({ ContactAddress(atTwilio: $0) }) {
                try await store.setOptedOut(true, address)
            }
        }
        return Response(status: 204)
    }
}

extension DeliveryReport {
    /// The addresses of a message have its channel's prefix. A report without any is of the message that its URL or its id
    /// names.
    fileprivate var isOfWhatsApp: Bool { (to ?? from).map { ContactAddress(atTwilio: $0) != nil } ?? true }
}
