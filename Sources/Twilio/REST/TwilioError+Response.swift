import HTTPTransport
import WireFormats

extension TwilioError {
    /// What an answer says whose status is none of success.
    init(_ response: HTTPResponse) {
        // A proxy's page gives an error as well, known by its status.
        let body = try? JSON(parsing: response.body)
        // Twilio: "generally safe to retry" are 429, 500, 502, 503 and 504; only 429 has certainly not been carried out.
        // https://help.twilio.com/articles/48916449686299, https://www.twilio.com/docs/api/errors/20429
        self.init(
            code: .service(body?["code"]?.int), status: response.status,
            message: body?["message"]?.string ?? "status \(response.status)", moreInfo: body?["more_info"]?.string,
            isRetryable: [429, 500, 502, 503, 504].contains(response.status),
            retryAfter: Self.retryAfter(response.headers["Retry-After"]), mayHaveSent: response.status >= 500)
    }

    init(_ error: HTTPError) {
        self.init(
            code: .transport(error.code), message: error.message, isRetryable: error.code.isPassing,
            mayHaveSent: error.requestWasSent)
    }

    static let pastDeadline = TwilioError(
        code: .transport(.timeout), message: "the invocation's deadline has passed", isRetryable: true)

    /// Seconds; anything else is as good as none.
    private static func retryAfter(_ header: String?) -> Duration? {
        guard let header, let seconds = Int(header), (0...86_400).contains(seconds) else { return nil }
        return .seconds(seconds)
    }
}
