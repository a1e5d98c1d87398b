import Gateway
import HTTPTransport
import Logging
import Synchronization
import SystemSupport
import SystemTestSupport
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

/// System 004 with customers who write by signed webhooks, a scripted model, and Twilio's stand-in to send by.
struct Shop: Sendable {
    /// Under which Twilio calls.
    static let url = "https://shop.example/prod"

    let desk: Desk
    /// What was sent by the REST API.
    let outbox: TwilioOutbox
    /// Events with which the function has invoked itself.
    let started: Started
    /// Of the stand-in.
    let twilioURL: String

    final class Started: Sendable {
        private let events = Mutex<[JSONObject]>([])
        var all: [JSONObject] { events.withLock { $0 } }
        func add(_ payload: [UInt8]) throws {
            let event = try JSON(parsing: payload).object ?? [:]
            events.withLock { $0.append(event) }
        }
    }

    /// - Parameters:
    ///   - publicBaseURL: where status callbacks go; the stand-in calls nobody without it.
    ///   - tokens: what webhooks are checked with.
    static func with<Value>(
        model: (any ChatModel)? = ScriptedModel(Shop.takesOrders),
        options: WhatsApp.Options = WhatsApp.Options(), publicBaseURL: String? = nil,
        tokens: [TwilioAuthToken] = [TwilioOptions.local.account.token],
        _ body: (Shop) async throws -> Value
    ) async throws -> Value {
        let loop = try CurlEventLoop()
        loop.start()
        let http = HTTPClient(loop: loop)
        let (account, outbox, started) = (TwilioOptions.local, TwilioOutbox(), Started())
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock = TestClock()
        let deliveries = TwilioDeliveries(options: account, outbox: outbox, http: http, log: log)
        let service = TwilioService(options: account, outbox: outbox, deliveries: deliveries, now: { clock.now() })
        let server = try await LoopbackServer.start(
            maximumBodySize: TwilioService.maximumBodySize, answer: service.answer)
        let channel = TwilioChannel(
            validator: TwilioRequestValidator(tokens: tokens, baseURL: url),
            client: TwilioClient(
                account: account.account, baseURL: server.url, transport: http, sleep: { _ in }, random: { 0 }),
            sender: account.from, publicBaseURL: publicBaseURL)
        let result: Result<Value, any Error>
        do {
            let desk = try Desk(
                options: options, clock: clock, channel: channel, model: model,
                start: { try started.add($0) }, sleep: { try await Task.sleep(for: $0) })
            result = .success(
                try await body(Shop(desk: desk, outbox: outbox, started: started, twilioURL: server.url)))
        } catch {
            result = .failure(error)
        }
        await deliveries.stop()
        await server.stop()
        return try result.get()
    }

    /// Fills in an order from "5 units of Product A", and otherwise says what it was told.
    @Sendable static func takesOrders(_ request: ModelRequest) throws(ModelError) -> ModelAnswer {
        let said = request.messages.last?.text ?? ""
        guard let match = said.firstMatch(of: /(\d+) units of (Product \w)/) else {
            return ModelAnswer(text: "You said: \(said)")
        }
        let quantity = JSONNumber(literal: String(match.output.1)).map(JSON.number) ?? .null
        return ModelAnswer(
            text: "", toolInput: ["items": [["name": .string(String(match.output.2)), "quantity": quantity]]],
            stopReason: .toolUse)
    }

    /// Says nothing until its time is up.
    static let hangs = ScriptedModel { request throws(ModelError) in
        try? await Task.sleep(for: request.timeLimit ?? .seconds(600))
        throw ModelError(.timedOut, "time was up")
    }
}

// MARK: - Customers

extension Shop {
    static func form(_ fields: [(String, String)]) -> [FormField] {
        fields.map { FormField(name: $0.0, value: $0.1) }
    }

    /// A message as Twilio brings it, signed.
    func say(
        _ text: String, sid: String, from address: String = "whatsapp:+14155550100", _ more: [(String, String)] = [],
        token: TwilioAuthToken = TwilioOptions.local.account.token
    ) async throws -> Response {
        let fields = Self.form(
            [
                ("MessageSid", sid), ("From", address), ("To", TwilioOptions.local.from), ("Body", text),
                ("NumMedia", "0"), ("ProfileName", "Anna"),
            ].filter { field in !more.contains { $0.0 == field.0 } } + more)
        return try await post("/twilio-webhook-opt", fields: fields, token: token)
    }

    func post(
        _ path: String, query: String = "", fields: [FormField],
        token: TwilioAuthToken? = TwilioOptions.local.account.token
    ) async throws -> Response {
        var headers: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
        let target = RequestTarget(path: "/prod" + path, query: query)
        headers[TwilioSignature.header] = token.map {
            TwilioSignature.sign(
                url: Self.url + path + (query.isEmpty ? "" : "?" + query), fields: fields, key: $0.key)
        }
        let router = try Router(desk.routes, cors: CORS(allowedOrigins: .none), log: desk.log.logger)
        return await router.respond(
            to: Request(
                method: "POST", path: path, target: target,
                query: (PercentEncoding.decodeForm(query) ?? []).map { (name: $0.name, value: $0.value) },
                headers: headers, body: Array(FormBody(fields: fields).encoded.utf8), caller: .anonymous,
                requestID: "request"))
    }

    /// Does what the function has asked itself to do, once each.
    func runStarted() async throws {
        for event in started.all { try await run(event) }
    }

    @discardableResult
    func run(_ event: JSONObject) async throws -> JSON {
        guard let handler = desk.service.actions[event["action"]?.string ?? ""] else { return .null }
        return try await handler(event)
    }

    var sent: [String] { outbox.all.map(\.body) }

    func messages(of address: ContactAddress = .anna) async throws -> [WhatsAppMessage] {
        try await desk.store.latestMessages(.contact(address), limit: 1000).messages
    }

    func session(of address: ContactAddress = .anna) async throws -> WhatsAppSession? {
        try await desk.store.conversation(with: address)?.session
    }
}

extension Response {
    /// The body, where it is a text.
    var text: String {
        guard case .text(let text) = body else { return "" }
        return text
    }

    static let noReply = #"<?xml version="1.0" encoding="UTF-8"?><Response/>"#

    static func twiML(_ text: String) -> String {
        #"<?xml version="1.0" encoding="UTF-8"?><Response><Message>\#(text)</Message></Response>"#
    }
}
