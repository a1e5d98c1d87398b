import HTTPTransport
import TestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud

/// Twilio's own library is the client, and ours.
@Suite("Twilio's stand-in")
struct TwilioServiceTests {
    @Test("sends, fetches and lists for Twilio's library")
    func library() async throws {
        try await TwilioStandIn.with { standIn in
            let answer = try await standIn.library(
                """
                sent = [client.messages.create(to="whatsapp:+1415555010" + str(n % 2), from_=ours, body=f"Hi {n} é😀")
                        for n in range(5)]
                fetched = client.messages(sent[0].sid).fetch()
                listed = client.messages.list(to="whatsapp:+14155550100", page_size=2)
                print(json.dumps([sent[0].status, sent[0].error_code, sent[0].date_created.year > 2000, fetched.body,
                                  fetched.to, fetched.from_ == ours, [m.body for m in listed], sent[0].account_sid == sid]))
                """)
            #expect(
                answer == [
                    "queued", nil, true, "Hi 0 é😀", "whatsapp:+14155550100", true,
                    ["Hi 4 é😀", "Hi 2 é😀", "Hi 0 é😀"], true,
                ])
            #expect(standIn.outbox.all.map(\.body) == (0..<5).map { "Hi \($0) é😀" })
        }
    }

    @Test("refuses with Twilio's numbers what Twilio refuses")
    func refusals() async throws {
        try await TwilioStandIn.with { standIn in
            let answer = try await standIn.library(
                """
                print(json.dumps([
                    error(to="whatsapp:+15005550001", from_=ours, body="x"), error(to="whatsapp:415", from_=ours, body="x"),
                    error(to="+14155550100", from_=ours, body="x"), error(to="whatsapp:+14155550100", body="x"),
                    error(to="whatsapp:+14155550100", from_="whatsapp:+19995550100", body="x"),
                    error(to="whatsapp:+14155550100", from_=ours), error(to="", from_=ours, body="x"),
                    error(to="whatsapp:+14155550100", from_=ours, body="x" * 1601),
                    error(to="whatsapp:+14155550100", from_=ours, media_url=["https://x.example/"] * 11),
                    error(to="whatsapp:+14155550100", from_=ours, body="[twilio fail]"),
                    error(to="whatsapp:+14155550100", from_=ours, body="[twilio throttle]")]))
                """)
            #expect(
                answer == [
                    [400, 21_211], [400, 21_211], [400, 21_211], [400, 21_603], [400, 63_007], [400, 21_619],
                    [400, 21_604], [400, 21_617], [400, 21_623], [500, 20_500], [429, 20_429],
                ])
            #expect(standIn.outbox.all.isEmpty)
            let stranger = try await standIn.library(
                #"print(json.dumps(error(to="whatsapp:+14155550100", from_=ours, body="x")))"#, token: "wrong")
            #expect(stranger == [401, 20_003])
        }
    }

    @Test("customers without a number can be written to, with a template or media")
    func content() async throws {
        try await TwilioStandIn.with { standIn in
            let from = TwilioOptions.local.from
            _ = try await standIn.client.send(
                OutboundMessage(
                    to: "whatsapp:US.13491208655302741918", from: "MG0", content: .template(sid: "HX1", variables: [:]),
                    mediaURLs: ["https://x.example/1"]))
            let sent = try #require(standIn.outbox.all.first)
            #expect(sent.to == "whatsapp:US.13491208655302741918" && sent.from == from && sent.body == "")
            #expect(sent.contentSID == "HX1" && sent.mediaURLs == ["https://x.example/1"])
        }
    }

    @Test("a message that is throttled or fails once is taken the next time")
    func once() async throws {
        try await TwilioStandIn.with { standIn in
            // Ours tries again by itself.
            let sent = try await standIn.client.send(standIn.message("[twilio throttle twice]"))
            #expect(sent.status == .queued)
            let failed = await standIn.failure("[twilio fail once]")
            #expect(failed?.code == .service(20_500) && failed?.mayHaveSent == true)
            #expect(await standIn.failure("[twilio fail once]") == nil)
            #expect(standIn.outbox.all.count == 2)
        }
    }

    @Test("a message whose answer is lost was sent, and is found in the list")
    func lost() async throws {
        try await TwilioStandIn.with { standIn in
            let before = SystemClock.now()
            let failed = await standIn.failure("[twilio lose] Hi")
            #expect(failed?.code == .transport(.connectionLost) && failed?.mayHaveSent == true)
            let found = try await standIn.client.messages(
                to: "whatsapp:+14155550100", from: TwilioOptions.local.from, since: before)
            #expect(found.map(\.body) == ["[twilio lose] Hi"])
            #expect(found.map(\.sid) == standIn.outbox.all.map(\.sid))
        }
    }

    @Test("lists only what was sent to the one and by the other")
    func filter() async throws {
        try await TwilioStandIn.with { standIn in
            for number in ["+14155550100", "+14155550101"] {
                _ = try await standIn.client.send(standIn.message(number, to: "whatsapp:" + number))
            }
            let start = Timestamp(seconds: 0)
            let from = TwilioOptions.local.from
            let one = try await standIn.client.messages(to: "whatsapp:+14155550101", from: from, since: start)
            #expect(one.map(\.body) == ["+14155550101"])
            #expect(try await standIn.client.messages(to: "whatsapp:+14155550101", from: "MG", since: start) == [])
            let future = SystemClock.now() + .seconds(60)
            #expect(try await standIn.client.messages(to: "whatsapp:+14155550101", from: from, since: future) == [])
        }
    }

    @Test("leads to a medium, which needs no credentials")
    func media() async throws {
        try await TwilioStandIn.with { standIn in
            let path = "/2010-04-01/Accounts/\(TwilioOptions.local.accountSID)/Messages/MM1/Media/ME1"
            let location = try await standIn.client.mediaLocation(of: standIn.url + path)
            #expect(location == standIn.url + "/media/ME1")
            let curl = ["curl", "--silent", "--max-time", "180", "--output", "/dev/null", "--write-out"]
            #expect(
                try await ChildProcess.run("/usr/bin/env", curl + ["%{http_code} %{content_type}", location])
                    == "200 image/gif")
            #expect(try await ChildProcess.run("/usr/bin/env", curl + ["%{http_code}", standIn.url + path]) == "401")
        }
    }

    @Test("has nothing else", arguments: ["/2010-04-01/Accounts/AC1/Messages.json", "/2010-04-01/Calls.json", "/"])
    func unknown(path: String) async throws {
        try await TwilioStandIn.with { standIn in
            let code = try await ChildProcess.run(
                "/usr/bin/env",
                [
                    "curl", "--silent", "--max-time", "180", "--output", "/dev/null", "--write-out", "%{http_code}",
                    "--user", "\(TwilioOptions.local.accountSID):\(TwilioOptions.local.authToken)", standIn.url + path,
                ])
            #expect(code == "404")
        }
    }
}
