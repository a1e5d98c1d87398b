import HTTPTransport
import Twilio
import WireFormats

/// Messages of Twilio's REST API (`/2010-04-01/Accounts/{sid}/Messages`): send, fetch, list, and the way to media.
final class TwilioService: Sendable {
    static let maximumBodySize = 1 << 20

    let outbox: TwilioOutbox
    private let options: TwilioOptions
    private let deliveries: TwilioDeliveries
    private let now: @Sendable () -> Timestamp

    init(
        options: TwilioOptions, outbox: TwilioOutbox, deliveries: TwilioDeliveries,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.options = options
        self.outbox = outbox
        self.deliveries = deliveries
        self.now = now
    }

    func answer(_ request: ServerRequest) async -> ServerAnswer {
        do throws(TwilioRefusal) {
            // As on Twilio's content network, a medium's own address needs no credentials.
            if request.method == "GET", request.segments.first == "media" { return .whole(Self.medium) }
            try authenticate(request)
            var segments = request.segments
            guard segments.count >= 4, segments.starts(with: ["2010-04-01", "Accounts", options.accountSID]) else {
                throw .notFound(request.path)
            }
            segments.removeFirst(3)
            switch (request.method, segments.count, segments[0]) {
            case ("POST", 1, "Messages.json"): return try create(request)
            case ("GET", 1, "Messages.json"): return .whole(list(request))
            case ("GET", 2, "Messages"): return .whole(try fetch(segments[1], request))
            case ("GET", 4, "Messages") where segments[2] == "Media":
                return .whole(
                    ServerResponse(
                        status: 307,
                        headers: ["Location": "http://\(request.headers["Host"] ?? "localhost")/media/\(segments[3])"]))
            default: throw .notFound(request.path)
            }
        } catch {
            return .whole(error.response)
        }
    }

    private func authenticate(_ request: ServerRequest) throws(TwilioRefusal) {
        let expected = "Basic " + Base64.encode("\(options.accountSID):\(options.authToken)".utf8)
        guard request.headers["Authorization"] == expected else { throw .unauthenticated }
    }

    // MARK: - Sending

    private func create(_ request: ServerRequest) throws(TwilioRefusal) -> ServerAnswer {
        guard let body = request.body, let form = try? FormBody(body) else {
            throw TwilioRefusal(400, 20_001, "The body is no form")
        }
        let message = try message(form)
        let markers = TwilioMarkers(in: message.body)
        let meets = outbox.encounters(message.to + message.body, times: markers.times)
        if meets, case .refused(let refusal) = markers.outcome { throw refusal }
        outbox.add(message)
        deliveries.begin(.init(message: message, markers: markers))
        if meets, markers.outcome == .lost { return .streamed(StreamedResponse { _ in throw StreamedResponse.Cut() }) }
        return .whole(.json(message.json(account: options.accountSID), status: 201))
    }

    private func message(_ form: FormBody) throws(TwilioRefusal) -> TwilioMessage {
        guard let to = form["To"] else { throw TwilioRefusal(400, 21_604, "A 'To' phone number is required.") }
        guard let from = form["From"] ?? form["MessagingServiceSid"] else {
            throw TwilioRefusal(400, 21_603, "A 'From' phone number is required.")
        }
        guard Self.isAddress(to) else {
            throw TwilioRefusal(400, 21_211, "The 'To' number \(to) is not a valid phone number.")
        }
        guard from == options.from || from.hasPrefix("MG") else {
            throw TwilioRefusal(400, 63_007, "Twilio could not find a Channel with the specified From address")
        }
        let media = form.fields.filter { $0.name == "MediaUrl" }.map(\.value)
        let body = form["Body"] ?? ""
        guard !body.isEmpty || !media.isEmpty || form["ContentSid"] != nil else {
            throw TwilioRefusal(400, 21_619, "A text message body or media urls must be specified.")
        }
        guard body.utf16.count <= MessageText.limit else {
            throw TwilioRefusal(400, 21_617, "The concatenated message body exceeds the 1600 character limit")
        }
        guard media.count <= 10 else { throw TwilioRefusal(400, 21_623, "Number of media files exceeds allowed limit") }
        return TwilioMessage(
            sid: "SM" + Identifier.random(bytes: 16), to: to, from: from == options.from ? from : options.from,
            body: body, mediaURLs: media, contentSID: form["ContentSid"], statusCallback: form["StatusCallback"],
            status: .queued, errorCode: nil, created: now())
    }

    /// A number with its country at WhatsApp, or a customer's id there. The number that Twilio has for it is invalid here
    /// too: https://www.twilio.com/docs/iam/test-credentials.
    private static func isAddress(_ text: String) -> Bool {
        text != "whatsapp:+15005550001"
            && text.wholeMatch(of: /whatsapp:(\+[1-9][0-9]{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})/) != nil
    }

    // MARK: - Reading

    private func fetch(_ name: String, _ request: ServerRequest) throws(TwilioRefusal) -> ServerResponse {
        guard name.hasSuffix(".json"), let message = outbox.message(String(name.dropLast(5))) else {
            throw .notFound(request.path)
        }
        return .json(message.json(account: options.accountSID))
    }

    /// The latest first, a page at a time.
    private func list(_ request: ServerRequest) -> ServerResponse {
        let query = FormBody(
            fields: (PercentEncoding.decodeForm(request.query) ?? []).map { FormField(name: $0.name, value: $0.value) })
        let matching = outbox.all.reversed().filter { message in
            (query["To"].map { $0 == message.to } ?? true) && (query["From"].map { $0 == message.from } ?? true)
        }
        let size = min(max(query["PageSize"].flatMap { Int($0) } ?? 50, 1), 1000)
        let page = min(max(query["Page"].flatMap { Int($0) } ?? 0, 0), 1_000_000)
        let shown = matching.dropFirst(page * size).prefix(size)
        let others = query.fields.filter { $0.name != "Page" && $0.name != "PageSize" }
        func uri(_ page: Int) -> JSON {
            let fields =
                others + [
                    FormField(name: "PageSize", value: String(size)), FormField(name: "Page", value: String(page)),
                ]
            return .string("\(request.path)?\(FormBody(fields: fields).encoded)")
        }
        return .json([
            "messages": .array(shown.map { $0.json(account: options.accountSID) }),
            "page": .number(JSONNumber(page)), "page_size": .number(JSONNumber(size)), "uri": uri(page),
            "first_page_uri": uri(0), "previous_page_uri": page > 0 ? uri(page - 1) : .null,
            "next_page_uri": matching.count > (page + 1) * size ? uri(page + 1) : .null,
        ])
    }

    /// One grey pixel, whatever the medium.
    private static let medium = ServerResponse(
        status: 200, headers: ["Content-Type": "image/gif"],
        body: Array("GIF89a".utf8) + [
            1, 0, 1, 0, 0x80, 0, 0, 0x80, 0x80, 0x80, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
        ])
}
