import AWSServices
import HTTPTransport
import LocalCloud
import Twilio
import WireFormats

/// A customer of system 004, whose messages Twilio hands over, some of them twice, and the staff who writes to them.
actor WhatsAppClient: SoakClient {
    private struct Inbound {
        var sid: String
        var token: String
        /// Acknowledged once one of its deliveries was answered.
        var fate: Fate
        /// Some answer had the reply in it.
        var hasReply = false
        /// A delivery was not answered: the reply may have been in that answer.
        var mayHaveMissedReply = false
    }

    private var kit: ClientKit
    private let address: String
    private let phone: String
    private var inbound: [Inbound] = []
    private var sendings: [Write] = []
    /// Whether a session may be ended by a request that the client has given up.
    private var endIsUnknown = false

    /// - Parameter number: tells the customers apart.
    init(_ kit: ClientKit, number: Int) {
        self.kit = kit
        phone = "+1415555\(1000 + number)"
        address = "whatsapp:\(phone)"
    }

    func step() async {
        switch kit.below(12) {
        case 0 where !inbound.isEmpty: await complete()
        case 1...3 where !inbound.isEmpty: await send()
        case 4 where !inbound.isEmpty: await check()
        default: await write()
        }
    }

    // MARK: - The customer

    private func write() async {
        let token = kit.token()
        let sid = "SM" + hexadecimalDigits(of: token)
        let request = webhook(sid: sid, text: "\(kit.below(9) + 1) units of \(token)")
        let (front, patience) = (kit.front, kit.patience())
        // Twilio hands a message over once more when it is not sure.
        let deliveries = kit.below(3) == 0 ? 2 : 1
        let outcomes = await withTaskGroup(of: Outcome.self, returning: [Outcome].self) { group in
            for _ in 0..<deliveries {
                group.addTask { await front.persist(patience: patience) { await front.send(request) } }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var message = Inbound(sid: sid, token: token, fate: .unknown)
        for outcome in outcomes {
            kit.unexpected(outcome, "webhook \(token)")
            guard case .acknowledged(let answer) = outcome else {
                message.mayHaveMissedReply = true
                continue
            }
            message.fate = .acknowledged
            if answer.text.contains("<Message") {
                message.hasReply = true
                kit.findings.expect(.replied, answer.text.contains(token), "\(token) was answered \(answer.text)")
            }
        }
        inbound.append(message)
    }

    private func webhook(sid: String, text: String) -> HTTPRequest {
        let account = TwilioOptions.local
        let form = FormBody(
            fields: [
                ("MessageSid", sid), ("SmsSid", sid), ("SmsMessageSid", sid), ("AccountSid", account.accountSID),
                ("From", address), ("To", account.from), ("Body", text), ("NumMedia", "0"), ("MessageType", "text"),
                ("ProfileName", kit.name), ("WaId", String(phone.dropFirst())), ("ApiVersion", "2010-04-01"),
            ].map { FormField(name: $0, value: $1) })
        let path = "/twilio-webhook-opt"
        return HTTPRequest(
            method: "POST", url: kit.front.url + path,
            headers: [
                "Content-Type": "application/x-www-form-urlencoded",
                TwilioSignature.header: TwilioSignature.sign(
                    url: kit.front.publicURL + path, fields: form.fields, key: account.account.token.key),
            ], body: Array(form.encoded.utf8))
    }

    /// 32 digits.
    private func hexadecimalDigits(of token: String) -> String {
        let digits = hexadecimal(token.utf8)
        return String(repeating: "0", count: max(0, 32 - digits.count)) + digits.suffix(32)
    }

    // MARK: - The staff

    private func session() async -> String? {
        let path = "/session/" + PercentEncoding.encode(phone)
        let answer = await kit.front.read { await kit.front.request("GET", path) }
        return answer?.json["session"]?["session_id"]?.string
    }

    private func send() async {
        guard let session = await session() else { return }
        let token = kit.token()
        let marker = kit.pick(["", "", "", " [twilio lose once]", " [twilio throttle once]", " [twilio fail once]"])
        let body: JSON = [
            "text": .string("Staff says \(token)\(marker)"), "message_id": .string("staff-\(token)"), "keep_mode": true,
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("POST", "/sessions/\(session)/messages", body)
        }
        // The contact may have a newer session by now.
        if !endIsUnknown { kit.unexpected(outcome, "send \(token)") }
        sendings.append(Write(token: token, fate: outcome.fate))
    }

    private func complete() async {
        guard let session = await session() else { return }
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request("POST", "/session/\(session)/complete")
        }
        kit.unexpected(outcome, "complete \(session)")
        if outcome.fate == .unknown { endIsUnknown = true }
    }

    private func check() async {
        guard let shown = await history() else { return }
        for message in inbound.suffix(20) where message.fate == .acknowledged {
            kit.findings.expect(
                .reads, shown.contains { $0.contains("units of \(message.token)") },
                "\(phone) does not show \(message.token)")
        }
    }

    /// Of all sessions, the latest page.
    private func history() async -> [String]? {
        let path = "/session/\(PercentEncoding.encode(phone))/history?limit=1000"
        let answer = await kit.front.read { await kit.front.request("GET", path) }
        guard let answer, answer.status == 200 else { return nil }
        return answer.json["messages"]?.array?.compactMap { $0["content"]?.string } ?? []
    }

    // MARK: - In the end

    /// - Parameter outbox: what Twilio was given to send.
    func verify(_ stored: StoredItems, outbox: [TwilioMessage], _ findings: Findings) async {
        let partition = "wa#\(address)"
        let messages = stored.conversation(partition, "message#")
        let given = outbox.filter { $0.to == address }
        for message in inbound {
            findings.expect(
                message.fate, count: messages.count { $0["message_sid"]?.string == message.sid },
                "WhatsApp message \(message.token)")
            let receipt = stored.conversation(partition, "receipt#\(message.sid)").first
            let places = receipt?["replies"]?.list?.compactMap(\.string) ?? []
            let replies = messages.filter { places.contains(StoredItems.sort($0)) }.map { $0["content"]?.string ?? "" }
            guard receipt != nil || message.fate == .acknowledged else { continue }
            findings.expect(
                .replied, replies.count == 1 && places.count == 1, "\(message.token) has the replies \(replies)")
            guard let reply = replies.first else { continue }
            // Either in the webhook's answer or by itself.
            let isInAnswer = receipt?["answer"]?.string?.contains("<Message") == true
            let count = given.count { $0.body == reply }
            findings.expect(
                .sent, count == (isInAnswer ? 0 : 1),
                "«\(reply)» was sent \(count) times and is \(isInAnswer ? "" : "not ")in the webhook's answer")
            findings.expect(
                .sent, message.hasReply == isInAnswer || (isInAnswer && message.mayHaveMissedReply),
                "«\(reply)» is \(isInAnswer ? "" : "not ")in the answer, and Twilio got \(message.hasReply ? "it" : "none")"
            )
        }
        for message in given {
            let count = messages.count { $0["message_sid"]?.string == message.sid }
            findings.expect(.sent, count == 1, "«\(message.body)» was sent, and \(count) messages are noted for it")
        }
        for sending in sendings {
            let isStored = messages.contains { $0["content"]?.string?.contains(sending.token) == true }
            let count = given.count { $0.body.contains(sending.token) }
            if sending.fate == .acknowledged { findings.expect(.there, isStored, "lost: \(sending.token)") }
            findings.expect(
                .sent, count == (isStored ? 1 : 0),
                "\(sending.token) is \(isStored ? "stored" : "not stored") and was sent \(count) times")
        }
        for session in stored.conversation(partition, "session#") {
            let ordinal = StoredItems.sort(session).dropFirst("session#".count)
            let count = session["message_count"]?.int ?? 0
            let there = messages.count { StoredItems.sort($0).hasPrefix("message#\(ordinal)#") }
            findings.expectCount(count, messages: there, of: "\(phone) \(ordinal)")
        }
    }

    func verify(_ stored: StoredItems, _ findings: Findings) async {
        let shown = await history()
        let count = stored.conversation("wa#\(address)", "message#").count
        findings.expect(
            .reads, shown?.count == min(count, 1000), "\(phone) shows \(shown?.count ?? -1) of \(count) messages")
    }
}
