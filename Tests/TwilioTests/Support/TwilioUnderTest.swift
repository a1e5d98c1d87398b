import HTTPTransport
import Synchronization
import TestSupport
import Twilio
import WireFormats

/// A client whose Twilio is a script, and who notes how long it would have waited.
final class TwilioUnderTest: Sendable {
    static let sid = "AC0123456789abcdef0123456789abcdef"
    static let messages = "/2010-04-01/Accounts/\(sid)/Messages.json"

    let server: ScriptedServer
    private let loop: CurlEventLoop
    private let waits = Mutex<[Duration]>([])

    /// - Parameter script: what each connection does.
    init(script: @escaping ScriptedServer.Script) throws {
        server = try ScriptedServer(script)
        loop = try CurlEventLoop()
        loop.start()
    }

    /// Answers the requests in turn, and the last answer again and again.
    convenience init(_ answers: ScriptedResponse...) throws {
        let next = Mutex(0)
        try self.init { connection in
            while try connection.readRequest() != nil {
                let position = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                try connection.write(answers[min(position, answers.count - 1)])
            }
        }
    }

    deinit {
        server.stop()
        loop.shutDown()
    }

    func client(baseURL: String? = nil) -> TwilioClient {
        TwilioClient(
            account: TwilioAccount(sid: Self.sid, token: TwilioAuthToken("secret")), baseURL: baseURL ?? server.url,
            transport: HTTPClient(loop: loop),
            sleep: { [self] duration in waits.withLock { $0.append(duration) } }, random: { 1 })
    }

    var waited: [Duration] { waits.withLock { $0 } }

    func failure<Value>(_ call: (TwilioClient) async throws(TwilioError) -> Value) async -> TwilioError? {
        do throws(TwilioError) {
            _ = try await call(client())
            return nil
        } catch {
            return error
        }
    }
}

extension ScriptedResponse {
    static func json(_ json: JSON, status: Int = 200, headers: [String: String] = [:]) -> ScriptedResponse {
        ScriptedResponse(status: status, headers: headers, body: json.serialized())
    }

    /// As Twilio refuses.
    static func refusal(
        _ status: Int, code: Int, message: String = "No.", headers: [String: String] = [:]
    ) -> ScriptedResponse {
        .json(
            [
                "code": .number(JSONNumber(code)), "message": .string(message),
                "more_info": .string("https://www.twilio.com/docs/errors/\(code)"),
                "status": .number(JSONNumber(status)),
            ], status: status, headers: headers)
    }

    static let queued = ScriptedResponse.json(
        [
            "sid": "SM1", "status": "queued", "to": "whatsapp:+14155550100", "from": "whatsapp:+14155238886",
            "body": "Hi", "date_created": "Sat, 21 Nov 2026 01:33:24 +0000", "error_code": nil, "num_media": "0",
        ], status: 201)
}
