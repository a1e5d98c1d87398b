import Gateway
import HTTPTransport
import TestSupport
import Testing
import Twilio
import WireFormats

@Suite("Twilio's REST API")
struct TwilioClientTests {
    private let hello = OutboundMessage(
        to: "whatsapp:+14155550100", from: "whatsapp:+14155238886", content: .text("Hi & bye 😀"),
        statusCallback: "https://x.example/status")
    private let created = Timestamp("2026-11-21T01:33:24Z")

    @Test("sends a message as a form, with the account's credentials, and tells what Twilio made of it")
    func send() async throws {
        let twilio = try TwilioUnderTest(.queued)
        let record = try await twilio.client().send(hello)
        #expect(
            record
                == MessageRecord(
                    sid: "SM1", status: .queued, to: "whatsapp:+14155550100", from: "whatsapp:+14155238886",
                    body: "Hi", created: created))
        let request = try #require(twilio.server.requests.first)
        #expect(request.method == "POST" && request.target == TwilioUnderTest.messages)
        #expect(
            request.header("Authorization")
                == "Basic " + Base64.encode("\(TwilioUnderTest.sid):secret".utf8))
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(
            try FormBody(request.body).fields == [
                FormField(name: "To", value: "whatsapp:+14155550100"),
                FormField(name: "From", value: "whatsapp:+14155238886"),
                FormField(name: "Body", value: "Hi & bye 😀"),
                FormField(name: "StatusCallback", value: "https://x.example/status"),
            ])
    }

    @Test("sends templates with their variables, media, and from a messaging service")
    func template() async throws {
        let twilio = try TwilioUnderTest(.queued)
        _ = try await twilio.client().send(
            OutboundMessage(
                to: "whatsapp:+1", from: "MG1", content: .template(sid: "HX1", variables: ["2": "b\"", "1": "a"])))
        _ = try await twilio.client().send(
            OutboundMessage(
                to: "whatsapp:+1", from: "whatsapp:+2", content: .text(""),
                mediaURLs: ["https://x.example/1", "https://x.example/2"]))
        #expect(
            try twilio.server.requests.map { try FormBody($0.body).fields } == [
                [
                    FormField(name: "To", value: "whatsapp:+1"), FormField(name: "MessagingServiceSid", value: "MG1"),
                    FormField(name: "ContentSid", value: "HX1"),
                    FormField(name: "ContentVariables", value: #"{"1":"a","2":"b\""}"#),
                ],
                [
                    FormField(name: "To", value: "whatsapp:+1"), FormField(name: "From", value: "whatsapp:+2"),
                    FormField(name: "MediaUrl", value: "https://x.example/1"),
                    FormField(name: "MediaUrl", value: "https://x.example/2"),
                ],
            ])
    }

    @Test("lists what was sent between two addresses since a time")
    func list() async throws {
        func message(_ sid: String, _ date: JSON) -> JSON {
            ["sid": .string(sid), "status": "delivered", "body": "Hi", "date_created": date]
        }
        let twilio = try TwilioUnderTest(
            .json([
                "messages": [
                    message("SM4", nil), message("SM3", "Sat, 21 Nov 2026 01:33:25 +0000"),
                    message("SM2", "Sat, 21 Nov 2026 01:33:24 +0000"),
                    message("SM1", "Sat, 21 Nov 2026 01:33:23 +0000"), ["sid": "SM0"],
                ], "next_page_uri": nil,
            ]))
        let since = try #require(Timestamp("2026-11-21T01:33:24.900Z"))
        let records = try await twilio.client().messages(to: "whatsapp:+1", from: "whatsapp:+2", since: since)
        #expect(records.map(\.sid) == ["SM4", "SM3", "SM2"])
        #expect(records.last?.created == created && records.last?.status == .delivered)
        let request = try #require(twilio.server.requests.first)
        #expect(
            request.method == "GET"
                && request.target == TwilioUnderTest.messages + "?To=whatsapp%3A%2B1&From=whatsapp%3A%2B2&PageSize=50")
    }

    @Test("looks for messages from any address where a messaging service chooses it")
    func anySender() async throws {
        let twilio = try TwilioUnderTest(.json(["messages": []]))
        let since = try #require(created)
        #expect(try await twilio.client().messages(to: "whatsapp:+1", from: nil, since: since) == [])
        #expect(
            twilio.server.requests.map(\.target) == [TwilioUnderTest.messages + "?To=whatsapp%3A%2B1&PageSize=50"])
    }

    @Test("finds where a medium lies, without going there")
    func media() async throws {
        let twilio = try TwilioUnderTest(
            ScriptedResponse(status: 307, headers: ["Location": "https://media.example/abc?signature=1"]))
        let url = twilio.server.url + "/2010-04-01/Accounts/\(TwilioUnderTest.sid)/Messages/MM1/Media/ME1"
        #expect(try await twilio.client().mediaLocation(of: url) == "https://media.example/abc?signature=1")
        #expect(twilio.server.requests.count == 1)
        #expect(twilio.server.requests[0].header("Authorization")?.hasPrefix("Basic ") == true)
    }

    @Test(
        "shows its credentials to nobody but its own account at Twilio",
        arguments: [
            "https://evil.example/2010-04-01/Accounts/\(TwilioUnderTest.sid)/Messages/MM1/Media/ME1",
            "/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME1", "/", "",
        ])
    func foreignMedia(url: String) async throws {
        let twilio = try TwilioUnderTest(ScriptedResponse(status: 307, headers: ["Location": "https://m.example/"]))
        let url = url.hasPrefix("/") ? twilio.server.url + url : url
        let error = await twilio.failure { client async throws(TwilioError) in try await client.mediaLocation(of: url) }
        #expect(error?.code == .invalidRequest)
        #expect(twilio.server.requests.isEmpty)
    }

    @Test("a medium that leads nowhere is an error", arguments: [nil, "ftp://x.example/", "http://x.example/"])
    func badMedia(location: String?) async throws {
        let twilio = try TwilioUnderTest(
            ScriptedResponse(
                status: location == nil ? 200 : 302, headers: location.map { ["Location": $0] } ?? [:]))
        let url = twilio.server.url + "/2010-04-01/Accounts/\(TwilioUnderTest.sid)/Messages/MM1/Media/ME1"
        let error = await twilio.failure { client async throws(TwilioError) in try await client.mediaLocation(of: url) }
        #expect(error?.code == .invalidResponse && error?.mayHaveSent == false)
    }

    // MARK: - Errors

    @Test("a refusal is given with its number, and is not repeated")
    func refusal() async throws {
        let twilio = try TwilioUnderTest(
            .refusal(400, code: 21_211, message: "+14155550100 of \(TwilioUnderTest.sid) is not valid"))
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(
            error
                == TwilioError(
                    code: .service(21_211), status: 400, message: "+14155550100 of AC… is not valid",
                    moreInfo: "https://www.twilio.com/docs/errors/21211"))
        #expect(error?.description == "twilio.21211 (status 400)")
        #expect(twilio.server.requests.count == 1 && twilio.waited == [])
    }

    @Test("a refusal that is no JSON is known by its status")
    func page() async throws {
        let twilio = try TwilioUnderTest(ScriptedResponse(status: 403, text: "<html>"))
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(error == TwilioError(code: .service(nil), status: 403, message: "status 403"))
    }

    @Test("too many requests were certainly not carried out: they wait as long as asked, and are repeated")
    func throttled() async throws {
        let twilio = try TwilioUnderTest(
            .refusal(429, code: 20_429), .refusal(429, code: 20_429, headers: ["Retry-After": "5"]), .queued)
        #expect(try await twilio.client().send(hello).sid == "SM1")
        #expect(twilio.waited == [.seconds(1), .seconds(5)])
        #expect(twilio.server.requests.count == 3)
    }

    @Test("that has an end")
    func throttledForGood() async throws {
        let twilio = try TwilioUnderTest(.refusal(429, code: 20_429, headers: ["Retry-After": "soon"]))
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(error?.code == .service(20_429) && error?.attempts == 4 && error?.isRetryable == true)
        #expect(error?.mayHaveSent == false)
        #expect(twilio.waited == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test("a message that may have been sent is not sent again", arguments: [500, 502, 503, 504])
    func serverError(status: Int) async throws {
        let twilio = try TwilioUnderTest(.refusal(status, code: 20_500), .queued)
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(error?.mayHaveSent == true && error?.attempts == 1)
        #expect(twilio.server.requests.count == 1)
    }

    @Test("neither is one whose answer was lost")
    func lostAnswer() async throws {
        let twilio = try TwilioUnderTest { connection in _ = try connection.readRequest() }
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(error?.code == .transport(.connectionLost) && error?.mayHaveSent == true && error?.attempts == 1)
    }

    @Test("nor one whose answer makes no sense", arguments: ["", "[]", #"{"sid":"SM1"}"#])
    func senseless(body: String) async throws {
        let twilio = try TwilioUnderTest(ScriptedResponse(status: 201, text: body))
        let error = await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        #expect(error?.code == .invalidResponse && error?.mayHaveSent == true)
    }

    @Test("while Twilio cannot be reached, nothing was sent, and it is tried again")
    func unreachable() async throws {
        let twilio = try TwilioUnderTest(.queued)
        let port = try RefusingPort()
        let client = twilio.client(baseURL: port.url)
        let error = await #expect(throws: TwilioError.self) { try await client.send(hello) }
        #expect(error?.code == .transport(.connect) && error?.mayHaveSent == false && error?.attempts == 4)
        #expect(twilio.waited.count == 3)
    }

    @Test("what only reads is repeated after errors of any kind")
    func readsAgain() async throws {
        let twilio = try TwilioUnderTest(
            .refusal(500, code: 20_500), .refusal(503, code: 20_503), .json(["messages": []]))
        let since = try #require(created)
        #expect(try await twilio.client().messages(to: "a", from: "b", since: since) == [])
        #expect(twilio.server.requests.count == 3)
        let senseless = try TwilioUnderTest(.json(["messages": nil]))
        let error = await senseless.failure { client async throws(TwilioError) in
            try await client.messages(to: "a", from: "b", since: since)
        }
        #expect(error?.code == .invalidResponse && error?.mayHaveSent == false)
    }

    @Test("no attempt begins, and no wait, that the invocation's deadline would cut")
    func deadline() async throws {
        let twilio = try TwilioUnderTest(.refusal(429, code: 20_429, headers: ["Retry-After": "3600"]))
        let late = await InvocationScope.$deadline.withValue(.now + .seconds(60)) {
            await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        }
        #expect(late?.code == .service(20_429) && late?.retryAfter == .seconds(3600) && late?.attempts == 1)
        #expect(twilio.waited == [])
        let over = await InvocationScope.$deadline.withValue(.now - .seconds(1)) {
            await twilio.failure { client async throws(TwilioError) in try await client.send(hello) }
        }
        #expect(over?.code == .transport(.timeout) && over?.mayHaveSent == false)
        #expect(twilio.server.requests.count == 1)
    }

    @Test("a wait that is cancelled ends the call")
    func cancelled() async throws {
        let twilio = try TwilioUnderTest(.refusal(429, code: 20_429))
        let loop = try CurlEventLoop()
        loop.start()
        let client = TwilioClient(
            account: TwilioAccount(sid: TwilioUnderTest.sid, token: TwilioAuthToken("secret")),
            baseURL: twilio.server.url, transport: HTTPClient(loop: loop), sleep: { _ in throw CancellationError() })
        let error = await #expect(throws: TwilioError.self) { try await client.send(hello) }
        #expect(error?.code == .transport(.cancelled) && error?.mayHaveSent == false)
        loop.shutDown()
    }

    @Test("a token shows itself in no description")
    func secrecy() {
        let account = TwilioAccount(sid: "AC1", token: TwilioAuthToken("hush"), previousToken: TwilioAuthToken("hush"))
        var dumped = ""
        dump(account, to: &dumped)
        #expect(!"\(account) \(String(reflecting: account)) \(dumped)".contains("hush"))
    }
}
