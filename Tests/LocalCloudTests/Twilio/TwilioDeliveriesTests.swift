import Gateway
import TestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud

@Suite("Status callbacks of Twilio's stand-in")
struct TwilioDeliveriesTests {
    /// What whoever is called back hears, as long as it takes until there are `count` reports.
    private func reports(of body: String, count: Int) async throws -> [DeliveryReport] {
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(status: 204) })
        defer { server.stop() }
        return try await TwilioStandIn.with { standIn in
            let callback = server.url + "/status?a=it's"
            let sent = try await standIn.client.send(standIn.message(body, statusCallback: callback))
            let end = ContinuousClock.now + .seconds(20)
            while server.requests.count < count, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(5))
            }
            let validator = TwilioRequestValidator(account: TwilioOptions.local.account, baseURL: server.url)
            return try server.requests.map { request in
                let isSigned = validator.isValid(
                    Request(
                        method: request.method, path: "/status", target: RequestTarget(path: "", query: "a=it's"),
                        headers: HTTPHeaders(
                            ["X-Twilio-Signature", "Content-Type"].map { ($0, request.header($0) ?? "") }),
                        body: request.body, caller: .anonymous))
                try #require(isSigned && request.target == "/status?a=it's")
                let report = try DeliveryReport(FormBody(request.body))
                try #require(report.messageSID == sent.sid && report.accountSID == TwilioOptions.local.accountSID)
                return report
            }
        }
    }

    @Test("come signed, a status after the other")
    func course() async throws {
        let reports = try await reports(of: "Hi", count: 3)
        #expect(reports.map(\.status) == [.queued, .sent, .delivered])
        #expect(reports.allSatisfy { $0.to == "whatsapp:+14155550100" && $0.from == TwilioOptions.local.from })
    }

    @Test("come in the wrong order when asked to")
    func shuffled() async throws {
        #expect(try await reports(of: "[twilio shuffle]", count: 3).map(\.status) == [.delivered, .sent, .queued])
    }

    @Test("say why a message is not delivered", arguments: [("outside window", 63_016), ("unreachable", 63_024)])
    func undelivered(marker: String, code: Int) async throws {
        let reports = try await reports(of: "[twilio \(marker)] Hi", count: 2)
        #expect(reports.map(\.status) == [.queued, .undelivered])
        #expect(reports.map(\.errorCode) == [nil, code])
    }

    @Test("nobody hears of a message without a callback, but its status goes on")
    func withoutCallback() async throws {
        try await TwilioStandIn.with { standIn in
            let sent = try await standIn.client.send(standIn.message("Hi"))
            let end = ContinuousClock.now + .seconds(20)
            while standIn.outbox.message(sent.sid)?.status != .delivered, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(standIn.outbox.message(sent.sid)?.status == .delivered)
        }
    }
}
