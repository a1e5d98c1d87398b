import WireFormats

/// An error of Twilio's REST API, by its number in https://www.twilio.com/docs/api/errors.
struct TwilioRefusal: Error, Sendable, Hashable {
    var status: Int
    var code: Int
    var message: String
    var retryAfter: Int?

    init(_ status: Int, _ code: Int, _ message: String, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    static let unauthenticated = TwilioRefusal(401, 20_003, "Authenticate")
    static let tooManyRequests = TwilioRefusal(429, 20_429, "Too Many Requests", retryAfter: 1)
    static let internalError = TwilioRefusal(500, 20_500, "An internal server error has occurred")

    static let optedOut = TwilioRefusal(400, 21_610, "Attempt to send to unsubscribed recipient")

    static func notFound(_ path: String) -> TwilioRefusal {
        TwilioRefusal(404, 20_404, "The requested resource \(path) was not found")
    }

    var response: ServerResponse {
        var headers: HTTPHeaders = [:]
        headers["Retry-After"] = retryAfter.map(String.init)
        return .json(
            [
                "code": .number(JSONNumber(code)), "message": .string(message),
                "more_info": .string("https://www.twilio.com/docs/errors/\(code)"),
                "status": .number(JSONNumber(status)),
            ], status: status, headers: headers)
    }
}
