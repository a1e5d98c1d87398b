internal import HTTPTransport
import Synchronization
internal import WireFormats

/// Sends requests to one service: signs them, tries them again and reads errors. The clients of the services are thin
/// renderings on top of it.
///
/// Attempts are bounded by `InvocationScope.deadline`, paid from one quota of retries, and each is signed anew.
public final class AWSClient: Sendable {
    public let service: AWSService
    public let endpoint: AWSEndpoint
    let context: AWSContext
    private let signer: SigV4Signer
    private let retryPolicy: RetryPolicy
    let quota = RetryQuota()
    /// What to add to the clock to get the service's time, in microseconds.
    private let clockSkew = Atomic<Int64>(0)

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(service: AWSService, context: AWSContext) throws(AWSError) {
        self.service = service
        self.context = context
        endpoint = try context.configuration.endpoint(for: service)
        signer = SigV4Signer(service: service.signingName, region: endpoint.region)
        retryPolicy = RetryPolicy(scale: service.retryScale)
    }

    /// Sends the request until it succeeds, fails for good, or the quota, the attempts or the time are used up.
    ///
    /// - Parameter endpoint: where to send it instead of ``endpoint``: a host name with the bucket in it.
    /// - Returns: a response with status 200 to 299.
    /// - Throws: ``AWSError`` of the last attempt; ``AWSError/mayHaveTakenEffect`` speaks of all of them.
    public func send(_ request: AWSRequest, to endpoint: AWSEndpoint? = nil) async throws(AWSError) -> AWSResponse {
        let response = try await repeating(request, at: endpoint ?? self.endpoint) {
            request async throws(FailedAttempt) in
            try await exchange(request)
        }
        return AWSResponse(status: response.status, headers: response.headers, body: response.body)
    }

    /// Signs the request and carries it out by `exchange`, as often as ``send(_:to:)`` says.
    func repeating<Answer: Sendable>(
        _ request: AWSRequest, at endpoint: AWSEndpoint,
        _ exchange: (HTTPRequest) async throws(FailedAttempt) -> Answer
    ) async throws(AWSError) -> Answer {
        let template = httpRequest(for: request, at: endpoint)
        var paid: Int?
        var mayHaveTakenEffect = false
        var refusedSignatures = 0
        var attempt = 1
        while true {
            if attempt > 1 { InvocationScope.metrics?.count(.retries) }
            var failed: FailedAttempt
            do {
                let answer = try await exchange(try await prepared(template, request, attempt: attempt))
                quota.release(paid ?? 1)
                return answer
            } catch {
                failed = error
            }
            if failed.error.isThrottling { InvocationScope.metrics?.count(.throttles) }
            mayHaveTakenEffect = mayHaveTakenEffect || failed.error.mayHaveTakenEffect
            let mustNotRepeat = failed.error.mayHaveTakenEffect && !request.isIdempotent
            failed.error.attempts = attempt
            failed.error.mayHaveTakenEffect = mayHaveTakenEffect
            guard !mustNotRepeat else { throw failed.error }
            // A request that was refused for its signature was not begun, so it may be sent again whatever the service's
            // number of attempts.
            if refusedSignatures < RetryPolicy.maximumRefusedSignatures, isToBeSignedAnew(after: failed) {
                refusedSignatures += 1
                attempt += 1
                continue
            }
            guard attempt - refusedSignatures < service.maximumAttempts else { throw failed.error }
            guard let failure = failed.retryable, quota.acquire(failure.cost) else { throw failed.error }
            paid = failure.cost
            let delay = retryPolicy.delay(
                afterAttempt: attempt, failure, random: context.random(), retryAfter: failed.error.retryAfter)
            if let deadline = InvocationScope.deadline, ContinuousClock.now + delay >= deadline { throw failed.error }
            do {
                try await context.sleep(delay)
            } catch {
                failed.error.code = .transport(.cancelled)
                throw failed.error
            }
            attempt += 1
        }
    }

    /// The URL of a request with a signature in its query, for somebody without credentials.
    ///
    /// - Parameter expires: seconds, 1 to 604,800.
    /// - Throws: ``AWSError`` with code `credentials` or `configuration`.
    public func presignedURL(
        for request: AWSRequest, at endpoint: AWSEndpoint? = nil, expires: Int, payload: SigV4Signer.Payload
    ) async throws(AWSError) -> String {
        let request = HTTPRequest(
            method: request.method, url: url(of: request, at: endpoint ?? self.endpoint), headers: request.headers,
            body: request.body)
        let credentials = try await credentials()
        do {
            return try signer.presignedURL(
                for: request, with: credentials, at: now, expires: expires, payload: payload)
        } catch {
            throw Self.error(from: error)
        }
    }
}

extension AWSClient {
    /// One attempt that brought no success.
    struct FailedAttempt: Error {
        var error: AWSError
        /// The service's clock when it answered.
        var date: Timestamp?

        var retryable: RetryPolicy.Failure? {
            guard error.isRetryable else { return nil }
            return error.isThrottling ? .throttling : .transient
        }
    }

    private var now: Timestamp {
        Timestamp(microseconds: context.clock().microseconds + clockSkew.load(ordering: .relaxed))
    }

    private func url(of request: AWSRequest, at endpoint: AWSEndpoint) -> String {
        request.query.isEmpty ? endpoint.url + request.path : endpoint.url + request.path + "?" + request.query
    }

    /// What all attempts have in common.
    private func httpRequest(for request: AWSRequest, at endpoint: AWSEndpoint) -> HTTPRequest {
        var headers = request.headers
        headers.add("user-agent", "colloquy")
        headers.add("amz-sdk-invocation-id", InvocationID.make())
        if let trace = InvocationScope.traceID, headers["x-amzn-trace-id"] == nil {
            headers.add("x-amzn-trace-id", RecursionHeader.encode(trace))
        }
        return HTTPRequest(
            method: request.method, url: url(of: request, at: endpoint), headers: headers, body: request.body,
            connectTimeout: .seconds(3), idleTimeout: request.mayStaySilent ? nil : service.idleTimeout,
            maximumBodySize: request.maximumBodySize)
    }

    /// One attempt's request, signed where it is to be.
    private func prepared(
        _ template: HTTPRequest, _ asked: AWSRequest, attempt: Int
    ) async throws(FailedAttempt) -> HTTPRequest {
        var request = template
        request.deadline = InvocationScope.deadline
        if let deadline = request.deadline, ContinuousClock.now >= deadline {
            throw FailedAttempt(
                error: AWSError(code: .transport(.timeout), message: "the invocation's deadline has passed"))
        }
        do throws(AWSError) {
            let time = now
            var progress = "attempt=\(attempt); max=\(service.maximumAttempts)"
            if let idle = request.idleTimeout { progress = "ttl=\((time + idle).basic); " + progress }
            request.headers.add("amz-sdk-request", progress)
            if asked.isSigned { try await sign(&request, at: time) }
        } catch {
            throw FailedAttempt(error: error)
        }
        return request
    }

    private func exchange(_ request: HTTPRequest) async throws(FailedAttempt) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await context.transport.send(request)
        } catch {
            throw FailedAttempt(error: AWSError(error))
        }
        if service.checksCRC32, let failure = Self.checkCRC32(of: response) { throw FailedAttempt(error: failure) }
        guard (200..<300).contains(response.status) else { throw failedAttempt(response) }
        return response
    }

    /// What an answer says whose status is none of success.
    func failedAttempt(_ response: HTTPResponse) -> FailedAttempt {
        FailedAttempt(
            error: AWSErrorParser.parse(response, service.errorFormat),
            date: response.headers["date"].flatMap { Timestamp(httpDate: $0) })
    }

    private func sign(_ request: inout HTTPRequest, at time: Timestamp) async throws(AWSError) {
        let credentials = try await credentials()
        do {
            try signer.sign(&request, with: credentials, at: time)
        } catch {
            throw Self.error(from: error)
        }
    }

    private func credentials() async throws(AWSError) -> AWSCredentials {
        do {
            return try await context.credentials.credentials()
        } catch {
            throw AWSError(code: .credentials, message: error.description, isRetryable: error.code == .unavailable)
        }
    }

    /// True when the signature's time was refused and another one may do: because the clock was wrong, which is corrected
    /// here, or because the request was late. A process that is frozen between signing and sending sends a signature of long
    /// ago, and its clock is right when the refusal comes.
    private func isToBeSignedAnew(after failed: FailedAttempt) -> Bool {
        guard let code = failed.error.serviceCode, RetryPolicy.clockSkewCodes.contains(code) else { return false }
        return correctClock(to: failed.date) || RetryPolicy.saysThatTimeIsWrong(code: code, failed.error.message)
    }

    /// Takes over the service's time when the clock is wrong.
    private func correctClock(to date: Timestamp?) -> Bool {
        guard let date else { return false }
        let skew = date.microseconds - context.clock().microseconds
        let change = Duration.microseconds(skew - clockSkew.load(ordering: .relaxed))
        guard change > RetryPolicy.clockSkewThreshold || change < .zero - RetryPolicy.clockSkewThreshold else {
            return false
        }
        clockSkew.store(skew, ordering: .relaxed)
        return true
    }

    private static func checkCRC32(of response: HTTPResponse) -> AWSError? {
        guard let stated = response.headers["x-amz-crc32"] else { return nil }
        guard UInt32(stated) != CRC32.checksum(response.body) else { return nil }
        return AWSError(
            code: .invalidResponse, message: "the answer's CRC-32 is not the one stated",
            requestID: AWSErrorParser.requestID(response.headers), status: response.status, isRetryable: true,
            mayHaveTakenEffect: true)
    }

    private static func error(from error: SigV4Error) -> AWSError {
        switch error {
        case .invalidURL: AWSError(code: .configuration, message: "the endpoint is no http or https URL")
        case .invalidExpiry: AWSError(code: .configuration, message: "a signed URL lives 1 to 604800 seconds")
        }
    }
}
