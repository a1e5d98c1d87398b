import HTTPTransport
import Logging
import Twilio
import WireFormats

/// Takes messages through their statuses, and tells whoever wants to know, signed as Twilio does.
final class TwilioDeliveries: Sendable {
    struct Delivery: Sendable {
        var message: TwilioMessage
        var markers: TwilioMarkers

        /// What becomes of the message, the statuses in their order.
        var course: [(status: MessageStatus, errorCode: Int?)] {
            if case .undelivered(let code) = markers.outcome { return [(.queued, nil), (.undelivered, code)] }
            return [(.queued, nil), (.sent, nil), (.delivered, nil)]
        }
    }

    private let deliveries: AsyncStream<Delivery>.Continuation
    private let task: Task<Void, Never>

    init(options: TwilioOptions, outbox: TwilioOutbox, http: any HTTPSending, log: Logger) {
        let (stream, continuation) = AsyncStream<Delivery>.makeStream()
        deliveries = continuation
        let courier = Courier(options: options, outbox: outbox, http: http, log: log)
        task = Task {
            await withDiscardingTaskGroup { group in
                for await delivery in stream { group.addTask { await courier.deliver(delivery) } }
            }
        }
    }

    func begin(_ delivery: Delivery) { deliveries.yield(delivery) }

    /// What is under way stops where it is.
    func stop() async {
        deliveries.finish()
        task.cancel()
        await task.value
    }
}

/// Carries one message.
private struct Courier: Sendable {
    let options: TwilioOptions
    let outbox: TwilioOutbox
    let http: any HTTPSending
    let log: Logger

    func deliver(_ delivery: TwilioDeliveries.Delivery) async {
        var reports = delivery.course
        for (status, errorCode) in delivery.course {
            guard (try? await Task.sleep(for: options.pause)) != nil else { return }
            outbox.update(delivery.message.sid, status: status, errorCode: errorCode)
            if !delivery.markers.isShuffled { await report(reports.removeFirst(), of: delivery.message) }
        }
        for late in reports.reversed() { await report(late, of: delivery.message) }
    }

    private func report(_ event: (status: MessageStatus, errorCode: Int?), of message: TwilioMessage) async {
        guard let url = message.statusCallback else { return }
        var fields = [
            ("ApiVersion", "2010-04-01"), ("AccountSid", options.accountSID), ("From", message.from),
            ("MessageSid", message.sid), ("MessageStatus", event.status.rawValue), ("SmsSid", message.sid),
            ("SmsStatus", event.status.rawValue), ("To", message.to),
        ].map { FormField(name: $0, value: $1) }
        if let code = event.errorCode { fields.append(FormField(name: "ErrorCode", value: String(code))) }
        let signature = TwilioSignature.sign(url: url, fields: fields, key: options.account.token.key)
        do {
            let response = try await http.send(
                HTTPRequest(
                    method: "POST", url: url,
                    headers: [
                        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                        TwilioSignature.header: signature, "User-Agent": "TwilioProxy/1.1",
                    ], body: Array(FormBody(fields: fields).encoded.utf8),
                    // Twilio waits 15 s for an answer.
                    deadline: .now + .seconds(15)))
            if response.status >= 300 { log.warning("A status callback was answered with \(response.status)") }
        } catch {
            if !Task.isCancelled { log.warning("A status callback failed: \(error)") }
        }
    }
}
