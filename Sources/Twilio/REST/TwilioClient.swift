public import HTTPTransport
public import WireFormats

/// Twilio's REST API, as far as messages need it. Bounded by ``InvocationScope/deadline``.
///
/// What may be repeated is: calls that only read, when Twilio is overloaded or not reached. A message is sent again only
/// when it has certainly not been taken: Twilio has no idempotency keys, so a second one would reach the customer too.
public struct TwilioClient: Sendable {
    public static let defaultBaseURL = "https://api.twilio.com"
    static let maximumAttempts = 4
    /// Of the back-off; longer when Twilio asks for it, as long as the deadline allows.
    static let maximumDelay = Duration.seconds(8)
    /// Of one answer: a page of messages at their longest.
    static let maximumBodySize = 1 << 20

    private let account: TwilioAccount
    private let baseURL: String
    private let transport: any HTTPSending
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double

    /// - Parameters:
    ///   - baseURL: without a slash at the end.
    ///   - sleep: waits between attempts; throws when the task is cancelled.
    ///   - random: jitter, from 0 to 1.
    public init(
        account: TwilioAccount, baseURL: String = Self.defaultBaseURL, transport: any HTTPSending,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        self.account = account
        self.baseURL = baseURL
        self.transport = transport
        self.sleep = sleep
        self.random = random
    }

    /// Sends a message: Twilio has it when this returns, the customer a little later.
    ///
    /// - Throws: ``TwilioError``; look at ``TwilioError/mayHaveSent`` before sending again.
    public func send(_ message: OutboundMessage) async throws(TwilioError) -> MessageRecord {
        let request = HTTPRequest(
            method: "POST", url: "\(accountURL)/Messages.json",
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: Array(message.form.encoded.utf8))
        let response = try await exchange(request)
        guard response.status < 300, let record = (try? JSON(parsing: response.body)).flatMap(MessageRecord.init) else {
            throw TwilioError(
                code: .invalidResponse, status: response.status, message: "The answer is no message",
                mayHaveSent: response.status < 300)
        }
        return record
    }

    /// Messages sent between two addresses, the latest first: so it can be found out whether one was sent.
    ///
    /// - Parameters:
    ///   - from: `nil` for any, where a messaging service chooses it.
    ///   - since: leaves out older ones, by Twilio's clock and to the second. Clocks differ: whoever looks for a message of
    ///     its own should ask for some seconds more.
    ///   - limit: how many of the latest are looked at, 1 to 1,000.
    public func messages(
        to: String, from: String?, since: Timestamp, limit: Int = 50
    ) async throws(TwilioError) -> [MessageRecord] {
        // Not by DateSent, which a message that is still queued does not have.
        let query = FormBody(
            fields: [FormField(name: "To", value: to)] + (from.map { [FormField(name: "From", value: $0)] } ?? [])
                + [FormField(name: "PageSize", value: String(min(max(limit, 1), 1000)))])
        let response = try await exchange(HTTPRequest(url: "\(accountURL)/Messages.json?\(query.encoded)"))
        guard response.status < 300, let list = (try? JSON(parsing: response.body))?["messages"]?.array else {
            throw TwilioError(
                code: .invalidResponse, status: response.status, message: "The answer is no list of messages")
        }
        return list.compactMap(MessageRecord.init).filter { $0.created.map { $0.seconds >= since.seconds } ?? true }
    }

    /// Where a medium of a message lies for a short while, to be fetched without credentials.
    ///
    /// - Parameter url: as a webhook gave it. The account's credentials go nowhere but to its own part of the REST API.
    public func mediaLocation(of url: String) async throws(TwilioError) -> String {
        guard url.utf8.starts(with: "\(accountURL)/Messages/".utf8) else {
            throw TwilioError(code: .invalidRequest, message: "The medium is none of this account's at Twilio")
        }
        let response = try await exchange(HTTPRequest(url: url))
        guard (300..<400).contains(response.status), let location = response.headers["Location"],
            location.hasBytePrefix("https://") || location.hasBytePrefix("\(baseURL)/")
        else {
            throw TwilioError(
                code: .invalidResponse, status: response.status, message: "The answer does not lead to the medium")
        }
        return location
    }

    private var accountURL: String { "\(baseURL)/2010-04-01/Accounts/\(account.sid)" }
}

// MARK: - Attempts

extension TwilioClient {
    /// - Returns: a response with a status below 400; a redirection is not followed.
    private func exchange(_ template: HTTPRequest) async throws(TwilioError) -> HTTPResponse {
        var request = template
        request.headers.add("Authorization", authorization)
        request.headers.add("Accept", "application/json")
        request.headers.add("User-Agent", "colloquy")
        request.idleTimeout = .seconds(15)
        request.maximumBodySize = Self.maximumBodySize
        let sends = request.method == "POST"
        var attempt = 1
        while true {
            var failure: TwilioError
            do {
                return try await attemptExchange(request)
            } catch {
                failure = error
            }
            failure.attempts = attempt
            failure.message = failure.message.replacing(account.sid, with: "AC…")
            failure.mayHaveSent = failure.mayHaveSent && sends
            guard failure.isRetryable, !failure.mayHaveSent, attempt < Self.maximumAttempts else { throw failure }
            let backoff = min(Duration.seconds(1 << (attempt - 1)), Self.maximumDelay) * random()
            let delay = max(backoff, failure.retryAfter ?? .zero)
            if let deadline = InvocationScope.deadline, ContinuousClock.now + delay >= deadline { throw failure }
            do {
                try await sleep(delay)
            } catch {
                failure.code = .transport(.cancelled)
                throw failure
            }
            attempt += 1
        }
    }

    private func attemptExchange(_ template: HTTPRequest) async throws(TwilioError) -> HTTPResponse {
        var request = template
        request.deadline = InvocationScope.deadline
        if let deadline = request.deadline, ContinuousClock.now >= deadline { throw .pastDeadline }
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw TwilioError(error)
        }
        guard response.status < 400 else { throw TwilioError(response) }
        return response
    }

    /// RFC 7617.
    private var authorization: String {
        "Basic " + Base64.encode("\(account.sid):\(account.token.text)".utf8)
    }
}

extension String {
    /// Twilio names the account in some of its errors.
    fileprivate func replacing(_ text: String, with other: String) -> String {
        var result = ""
        var rest = self[...]
        while !text.isEmpty, let range = rest.firstRange(ofBytes: text) {
            result += rest[..<range.lowerBound] + other
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
