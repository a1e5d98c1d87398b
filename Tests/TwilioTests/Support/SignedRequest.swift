import Cryptography
import Gateway
import Twilio
import WireFormats

/// A request as Twilio would send it, and what a test does to it.
struct SignedRequest {
    static let token = TwilioAuthToken("12345")
    static let form = FormBody(fields: TwilioSignatureTests.call)

    var url = "https://example.com/prod/webhook?a=1"
    var path = "/webhook"
    var target = RequestTarget(path: "/prod/webhook", query: "a=1")
    var headers: HTTPHeaders = [
        "Host": "example.com", "X-Forwarded-Proto": "https",
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
    ]
    var fields = form.fields
    var body = Array(form.encoded.utf8)
    var token = Self.token

    /// Signed for `url` and `fields`, whatever the rest says.
    var request: Request {
        var headers = headers
        headers.add("x-twilio-signature", TwilioSignature.sign(url: url, fields: fields, key: token.key))
        return unsigned(headers)
    }

    func unsigned(_ headers: HTTPHeaders) -> Request {
        Request(
            method: "POST", path: path, target: target, query: [], headers: headers, body: body, caller: .anonymous)
    }
}
