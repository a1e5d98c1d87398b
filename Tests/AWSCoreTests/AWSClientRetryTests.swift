import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

struct AWSClientRetryTests {
    @Test("four 500s of DynamoDB: quota 458, delays of 25, 50 and 100 ms, and no fifth attempt")
    func workedExample() async throws {
        let transport = ScriptedTransport(Array(repeating: .status(500), count: 5))
        let client = try TestClient(transport: transport)
        let error = await client.failure()
        #expect(error?.code == .service("HTTP500"))
        #expect(error?.attempts == 4)
        #expect(transport.requests.count == 4)
        #expect(client.delays == [.milliseconds(25), .milliseconds(50), .milliseconds(100)])
        #expect(client.client.quota.available == 458)
    }

    @Test("other services are tried three times, in steps of 50 ms")
    func otherServices() async throws {
        let transport = ScriptedTransport(Array(repeating: .status(503), count: 5))
        let client = try TestClient(service: .lambda, transport: transport)
        _ = await client.failure()
        #expect(client.delays == [.milliseconds(50), .milliseconds(100)])
        #expect(client.client.quota.available == 472)
    }

    @Test("a success gives back what the last retry cost")
    func release() async throws {
        let transport = ScriptedTransport([.status(500), .status(500), .status(200), .status(200)])
        let client = try TestClient(transport: transport)
        _ = try await client.client.send(AWSRequest())
        #expect(client.client.quota.available == 486)
        _ = try await client.client.send(AWSRequest())
        #expect(client.client.quota.available == 487)
    }

    @Test("an empty quota ends the retries")
    func emptyQuota() async throws {
        let transport = ScriptedTransport(Array(repeating: .status(500), count: 200))
        let client = try TestClient(transport: transport)
        for _ in 0..<12 { _ = await client.failure() }
        // 35 retries at 14 leave 10.
        #expect(client.client.quota.available == 10)
        #expect(transport.requests.count == 47)
    }

    @Test("throttling waits by the second and costs 5")
    func throttling() async throws {
        let throttled = ScriptedTransport.Answer.status(
            400, #"{"__type":"ProvisionedThroughputExceededException"}"#)
        let client = try TestClient(transport: ScriptedTransport([throttled, throttled, .status(200)]))
        _ = try await client.client.send(AWSRequest())
        #expect(client.delays == [.seconds(1), .seconds(2)])
        #expect(client.client.quota.available == 495)
    }

    @Test("the service's wish for the next attempt is honoured")
    func retryAfter() async throws {
        let transport = ScriptedTransport([.status(500, headers: ["x-amz-retry-after": "1500"]), .status(200)])
        let client = try TestClient(transport: transport)
        _ = try await client.client.send(AWSRequest())
        #expect(client.delays == [.milliseconds(1500)])
    }

    @Test(
        "failures on the way are tried again",
        arguments: [HTTPError.Code.nameResolution, .connect, .tls, .timeout, .connectionLost])
    func transient(_ code: HTTPError.Code) async throws {
        let transport = ScriptedTransport([.fault(code, sent: true), .status(200, "ok")])
        let client = try TestClient(transport: transport)
        #expect(try await client.client.send(AWSRequest()).body == Array("ok".utf8))
    }

    @Test(
        "what would fail again is not tried again",
        arguments: [HTTPError.Code.invalidRequest, .bodyTooLarge, .cancelled, .shutDown])
    func permanent(_ code: HTTPError.Code) async throws {
        let transport = ScriptedTransport([.fault(code, sent: false), .status(200)])
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .transport(code))
        #expect(transport.requests.count == 1)
    }

    @Test("a refused request is not tried again")
    func refusal() async throws {
        let transport = ScriptedTransport([.status(400, #"{"__type":"ValidationException"}"#), .status(200)])
        let error = await (try TestClient(transport: transport)).failure()
        #expect(error?.code == .service("ValidationException"))
        #expect(transport.requests.count == 1)
        #expect(error?.mayHaveTakenEffect == false)
    }

    @Test("a call that is not idempotent is not sent again once it may have been carried out")
    func notIdempotent() async throws {
        let transport = ScriptedTransport([.fault(.connectionLost, sent: true), .status(200)])
        let error = await (try TestClient(transport: transport)).failure(of: AWSRequest(isIdempotent: false))
        #expect(error?.mayHaveTakenEffect == true)
        #expect(transport.requests.count == 1)
    }

    @Test("a call that is not idempotent is sent again while it cannot have been carried out")
    func notIdempotentButUnsent() async throws {
        let throttled = ScriptedTransport.Answer.status(429, #"{"__type":"TooManyRequestsException"}"#)
        let transport = ScriptedTransport([.fault(.connect, sent: false), throttled, .status(202)])
        let client = try TestClient(transport: transport)
        #expect(try await client.client.send(AWSRequest(isIdempotent: false)).status == 202)
    }

    @Test("an error after a lost answer says that the first attempt may have taken effect")
    func ambiguity() async throws {
        let failed = ScriptedTransport.Answer.status(400, #"{"__type":"x#ConditionalCheckFailedException"}"#)
        let error = await
            (try TestClient(
                transport: ScriptedTransport([.fault(.connectionLost, sent: true), failed]))).failure()
        #expect(error?.code == .service("ConditionalCheckFailedException"))
        #expect(error?.mayHaveTakenEffect == true)
    }

    @Test("no attempt is waited for past the deadline")
    func deadline() async throws {
        let transport = ScriptedTransport([.status(500, headers: ["x-amz-retry-after": "4000"]), .status(200)])
        let client = try TestClient(transport: transport)
        let error = await InvocationScope.$deadline.withValue(.now + .seconds(3)) { await client.failure() }
        #expect(error?.code == .service("HTTP500"))
        #expect(client.delays == [])
        #expect(transport.requests.count == 1)
    }

    @Test("nothing is sent after the deadline")
    func pastDeadline() async throws {
        let transport = ScriptedTransport([.status(200)])
        let client = try TestClient(transport: transport)
        let error = await InvocationScope.$deadline.withValue(.now - .seconds(1)) { await client.failure() }
        #expect(error?.code == .transport(.timeout))
        #expect(error?.mayHaveTakenEffect == false)
        #expect(transport.requests.isEmpty)
    }

    @Test("every attempt carries the deadline")
    func deadlineOnRequests() async throws {
        let transport = ScriptedTransport([.status(500), .status(200)])
        let client = try TestClient(transport: transport)
        let deadline = ContinuousClock.now + .seconds(60)
        _ = try await InvocationScope.$deadline.withValue(deadline) { try await client.client.send(AWSRequest()) }
        #expect(transport.requests.map(\.deadline) == [deadline, deadline])
    }

    @Test("being cancelled while waiting ends the call")
    func cancelled() async throws {
        let transport = ScriptedTransport([.status(500), .status(200)])
        let client = try AWSClient(
            service: .dynamoDB,
            context: AWSContext(
                configuration: AWSConfiguration(environment: ["AWS_REGION": "eu-west-1"]),
                credentials: StaticCredentials(TestClient.credentials), transport: transport,
                clock: { TestClient.time }, sleep: { _ in throw CancellationError() }))
        let error = await #expect(throws: AWSError.self) { try await client.send(AWSRequest()) }
        #expect(error?.code == .transport(.cancelled))
        #expect(transport.requests.count == 1)
    }

    @Test("missing credentials are an error of their own, and nothing is sent")
    func noCredentials() async throws {
        let transport = ScriptedTransport([.status(200)])
        let client = try TestClient(transport: transport, credentials: CredentialChain([]))
        let error = await client.failure()
        #expect(error?.code == .credentials)
        #expect(transport.requests.isEmpty)
    }
}
