import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

struct AWSClientHeaderTests {
    private static let skewed = ScriptedTransport.Answer.status(
        400, headers: ["Date": "Fri, 20 Nov 2026 00:00:00 GMT"], #"{"__type":"x#InvalidSignatureException"}"#)

    @Test("attempts share an invocation id and count themselves")
    func requestHeaders() async throws {
        let transport = ScriptedTransport([.status(500), .status(200)])
        _ = try await (try TestClient(transport: transport)).client.send(AWSRequest())
        let requests = transport.requests
        let ids = requests.map { $0.headers["amz-sdk-invocation-id"] ?? "" }
        #expect(ids[0] == ids[1] && ids[0].count == 36)
        let end = (TestClient.time + .seconds(5)).basic
        #expect(
            requests.map { $0.headers["amz-sdk-request"] }
                == ["ttl=\(end); attempt=1; max=4", "ttl=\(end); attempt=2; max=4"])
    }

    @Test("two calls have two invocation ids")
    func invocationIDs() async throws {
        let transport = ScriptedTransport([.status(200), .status(200)])
        let client = try TestClient(transport: transport)
        _ = try await client.client.send(AWSRequest())
        _ = try await client.client.send(AWSRequest())
        #expect(Set(transport.requests.map { $0.headers["amz-sdk-invocation-id"] }).count == 2)
    }

    @Test("the invocation's trace is passed on, encoded")
    func trace() async throws {
        let transport = ScriptedTransport([.status(200)])
        let client = try TestClient(transport: transport)
        _ = try await InvocationScope.$traceID.withValue("Root=1-a;\nSampled=1") {
            try await client.client.send(AWSRequest())
        }
        #expect(transport.requests[0].headers.values(of: "X-Amzn-Trace-Id") == ["Root=1-a;%0ASampled=1"])
    }

    @Test("a trace that the caller gives stays")
    func ownTrace() async throws {
        let transport = ScriptedTransport([.status(200)])
        let client = try TestClient(transport: transport)
        _ = try await InvocationScope.$traceID.withValue("Root=1-a") {
            try await client.client.send(AWSRequest(headers: ["X-Amzn-Trace-Id": "own"]))
        }
        #expect(transport.requests[0].headers.values(of: "X-Amzn-Trace-Id") == ["own"])
    }

    @Test("a silent peer is given the service's time, or the deadline's when the call says so")
    func idleTimeout() async throws {
        let transport = ScriptedTransport([.status(200), .status(200)])
        let client = try TestClient(transport: transport)
        _ = try await client.client.send(AWSRequest())
        _ = try await client.client.send(AWSRequest(mayStaySilent: true))
        #expect(transport.requests.map(\.idleTimeout) == [.seconds(5), nil])
        #expect(transport.requests[1].headers["amz-sdk-request"] == "attempt=1; max=4")
    }

    @Test("a clock that is wrong is corrected once, at once and without cost")
    func clockSkew() async throws {
        let transport = ScriptedTransport([Self.skewed, .status(200), .status(200)])
        let client = try TestClient(transport: transport)
        _ = try await client.client.send(AWSRequest())
        _ = try await client.client.send(AWSRequest())
        #expect(
            transport.requests.map { $0.headers["x-amz-date"] }
                == [TestClient.time.basic, "20261120T000000Z", "20261120T000000Z"])
        #expect(client.delays == [])
        #expect(client.client.quota.available == 500)
    }

    @Test("a signature that is refused twice is refused")
    func refusedTwice() async throws {
        let transport = ScriptedTransport([Self.skewed, Self.skewed, .status(200)])
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .service("InvalidSignatureException"))
        #expect(transport.requests.count == 2)
    }

    /// What services say of a signature's time, with their clock.
    private static func late(_ code: String, _ message: String, date: Timestamp? = TestClient.time)
        -> ScriptedTransport.Answer
    {
        let components = (date ?? TestClient.time).components
        let clock = [components.hour, components.minute, components.second].map { ($0 < 10 ? "0" : "") + "\($0)" }
        let headers: HTTPHeaders =
            date == nil
            ? [:] : ["Date": "Wed, \(components.day) Nov 2026 \(clock.joined(separator: ":")) GMT"]
        return .status(403, headers: headers, #"{"__type":"\#(code)","message":"\#(message)"}"#)
    }

    private static let expired =
        "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z (20260101T001000Z - 5 min.)"
    private static let early =
        "Signature not yet current: 20260101T001000Z is still later than 20260101T000500Z (20260101T000000Z + 5 min.)"

    @Test(
        "a signature that came too late from a process that was frozen is made anew, although the clock is right",
        arguments: [
            late("InvalidSignatureException", expired), late("SignatureDoesNotMatch", expired),
            late("InvalidSignatureException", early), late("RequestTimeTooSkewed", "The difference is too large."),
            late("RequestExpired", "Request has expired."), late("RequestInTheFuture", "Too early."),
            late("InvalidSignatureException", expired, date: nil),
        ])
    func frozen(refusal: ScriptedTransport.Answer) async throws {
        let transport = ScriptedTransport([refusal, .status(200, "done")])
        let client = try TestClient(transport: transport)
        #expect(try await client.client.send(AWSRequest(isIdempotent: false)).body == Array("done".utf8))
        #expect(client.delays == [])
        #expect(client.client.quota.available == 500)
        #expect(transport.requests.count == 2)
    }

    @Test("a service that is asked once only is asked again all the same when the signature's time was refused")
    func oneAttempt() async throws {
        let transport = ScriptedTransport([Self.late("InvalidSignatureException", Self.expired), .status(200)])
        _ = try await (try TestClient(service: .bedrockAgentRuntime, transport: transport)).client.send(AWSRequest())
        #expect(transport.requests.count == 2)
        let skewed = ScriptedTransport([Self.skewed, .status(200)])
        _ = try await (try TestClient(service: .bedrockAgentRuntime, transport: skewed)).client.send(AWSRequest())
        #expect(skewed.requests.map { $0.headers["x-amz-date"] } == [TestClient.time.basic, "20261120T000000Z"])
    }

    @Test("a signature whose time is always refused is made three times and no more")
    func alwaysLate() async throws {
        let transport = ScriptedTransport(
            Array(repeating: Self.late("InvalidSignatureException", Self.expired), count: 9))
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .service("InvalidSignatureException"))
        #expect(error?.attempts == 3)
        #expect(transport.requests.count == 3)
    }

    @Test("signatures made anew take none of the attempts that failures have")
    func lateAmongFailures() async throws {
        let transport = ScriptedTransport([
            Self.late("InvalidSignatureException", Self.expired), .status(500), .status(500), .status(500),
            .status(200),
        ])
        #expect(try await (try TestClient(transport: transport)).client.send(AWSRequest()).status == 200)
    }

    @Test(
        "a wrong key or a changed request is refused for good",
        arguments: ["InvalidSignatureException", "SignatureDoesNotMatch"])
    func wrongKey(code: String) async throws {
        let refusal = Self.late(code, "The request signature we calculated does not match the signature you provided.")
        let transport = ScriptedTransport([refusal, .status(200)])
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .service(code))
        #expect(transport.requests.count == 1)
    }

    @Test("a clock within four minutes is not the reason")
    func smallSkew() async throws {
        let components = (TestClient.time + .seconds(239)).components
        let date =
            "Mon, \(components.day) Nov 2026 \(components.hour):\(components.minute):\(components.second) GMT"
        let refusal = ScriptedTransport.Answer.status(
            400, headers: ["Date": date], #"{"__type":"InvalidSignatureException"}"#)
        let transport = ScriptedTransport([refusal, .status(200)])
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .service("InvalidSignatureException"))
        #expect(transport.requests.count == 1)
    }

    @Test("an answer with a wrong CRC-32 is asked for again, and counts as carried out")
    func wrongCRC() async throws {
        let right = String(CRC32.checksum(Array("{}".utf8)))
        let transport = ScriptedTransport([
            .status(200, headers: ["x-amz-crc32": "1"]), .status(200, headers: ["x-amz-crc32": right]),
        ])
        #expect(try await (try TestClient(transport: transport)).client.send(AWSRequest()).status == 200)
        #expect(transport.requests.count == 2)
    }

    @Test("an answer whose CRC-32 stays wrong is an error")
    func staysWrong() async throws {
        let wrong = ScriptedTransport.Answer.status(
            200, headers: ["x-amz-crc32": "0", "x-amzn-RequestId": "R"])
        let error = await (try TestClient(transport: ScriptedTransport(Array(repeating: wrong, count: 4)))).failure()
        #expect(error?.code == .invalidResponse)
        #expect(error?.requestID == "R")
        #expect(error?.mayHaveTakenEffect == true)
    }

    @Test("only DynamoDB's answers have a CRC-32 to check")
    func otherServices() async throws {
        let transport = ScriptedTransport([.status(200, headers: ["x-amz-crc32": "1"])])
        _ = try await (try TestClient(service: .lambda, transport: transport)).client.send(AWSRequest())
        #expect(transport.requests.count == 1)
    }
}
