import HTTPTransport

/// An event loop on a thread of its own, and a client on it, for one test.
struct Transport {
    let loop: CurlEventLoop
    let client: HTTPClient

    init(caBundlePath: String? = nil) throws {
        loop = try CurlEventLoop()
        client = HTTPClient(loop: loop, caBundlePath: caBundlePath)
        loop.start()
    }

    /// Runs `body` as a task that prefers the loop.
    func onLoop<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await Task(executorPreference: loop, operation: body).value
    }

    /// The error with which sending fails; `nil` when it does not.
    func failure(of request: HTTPRequest) async -> HTTPError? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}

/// What a test compares of an ``HTTPError``: everything but libcurl's words.
struct Failure: Hashable {
    var code: HTTPError.Code
    var requestWasSent: Bool

    init(_ code: HTTPError.Code, sent: Bool) {
        self.code = code
        requestWasSent = sent
    }

    init?(_ error: HTTPError?) {
        guard let error else { return nil }
        self.init(error.code, sent: error.requestWasSent)
    }
}
