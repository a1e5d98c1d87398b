import HTTPTransport

/// Why an exchange with the Runtime API did not do what it should.
struct RuntimeAPIError: Error, Sendable, CustomStringConvertible {
    enum Code: Sendable, Hashable {
        /// No whole answer came.
        case transport(HTTPError.Code, requestWasSent: Bool)
        /// An answer with another status than the endpoint gives on success.
        case status(Int)
        /// The right status, but what it comes with is no invocation.
        case invalidResponse
    }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: HTTPError, endpoint: String) {
        code = .transport(error.code, requestWasSent: error.requestWasSent)
        message = "Runtime API, \(endpoint): \(error)"
    }

    /// True when the exchange was broken off from here: there is no point in doing it again.
    var isCancellation: Bool {
        switch code {
        case .transport(.cancelled, _): true
        case .transport, .status, .invalidResponse: false
        }
    }

    /// Asking for the next invocation again does no harm, so everything that may pass is worth another attempt.
    var isWorthPollingAgain: Bool {
        switch code {
        case .transport(.cancelled, _), .transport(.shutDown, _), .transport(.invalidRequest, _): false
        case .transport, .status, .invalidResponse: true
        }
    }

    /// An answer is posted again only when it cannot have been taken: it was never sent, or the API says that it failed.
    var isSafeToPostAgain: Bool {
        switch code {
        case .transport(.cancelled, _), .transport(.shutDown, _), .transport(.invalidRequest, _): false
        case .transport(_, let requestWasSent): !requestWasSent
        case .status(let status): status >= 500
        case .invalidResponse: false
        }
    }

    var description: String { message }
}
