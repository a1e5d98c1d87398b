import HTTPTransport
import TestSupport
import Twilio
import WireFormats

@testable import LocalCloud

/// Twilio's stand-in alone, for one test.
struct TwilioStandIn {
    let url: String
    let outbox: TwilioOutbox
    let client: TwilioClient

    static func with<Value>(_ body: (TwilioStandIn) async throws -> Value) async throws -> Value {
        let loop = try CurlEventLoop()
        loop.start()
        let http = HTTPClient(loop: loop)
        let (options, outbox) = (TwilioOptions.local, TwilioOutbox())
        let deliveries = TwilioDeliveries(options: options, outbox: outbox, http: http, log: CloudUnderTest.quiet)
        let service = TwilioService(options: options, outbox: outbox, deliveries: deliveries, now: SystemClock.now)
        let server = try await LoopbackServer.start(
            maximumBodySize: TwilioService.maximumBodySize, answer: service.answer)
        let client = TwilioClient(
            account: options.account, baseURL: server.url, transport: http, sleep: { _ in }, random: { 0 })
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(TwilioStandIn(url: server.url, outbox: outbox, client: client)))
        } catch {
            result = .failure(error)
        }
        await deliveries.stop()
        await server.stop()
        return try result.get()
    }

    func message(
        _ body: String, to: String = "whatsapp:+14155550100", statusCallback: String? = nil
    ) -> OutboundMessage {
        OutboundMessage(
            to: to, from: TwilioOptions.local.from, content: .text(body), statusCallback: statusCallback)
    }

    /// The error with which sending fails.
    func failure(_ body: String) async -> TwilioError? {
        do throws(TwilioError) {
            _ = try await client.send(message(body))
            return nil
        } catch {
            return error
        }
    }

    /// Runs Twilio's own library against the stand-in; the script prints JSON.
    func library(_ script: String, token: String = TwilioOptions.local.authToken) async throws -> JSON {
        let preamble = """
            import json, sys
            from twilio.rest import Client
            from twilio.base.exceptions import TwilioRestException
            url, sid, token, ours = sys.argv[1:]
            client = Client(sid, token)
            client.api.base_url = url
            def error(**arguments):
                try:
                    client.messages.create(**arguments)
                except TwilioRestException as error:
                    return [error.status, error.code]

            """
        return try JSON(
            parsing: await Python.run(
                preamble + script, [url, TwilioOptions.local.accountSID, token, TwilioOptions.local.from]))
    }
}
