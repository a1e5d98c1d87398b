import Cryptography
public import Gateway
import WireFormats

/// Says whether a request comes from Twilio. It does not when there is no token to tell it by, or no signature.
///
/// Twilio's keys for webhooks (`X-Twilio-Webhooks-Signature-Settings`, HMAC-SHA256) are not known here: a request that
/// is signed with one is refused.
public struct TwilioRequestValidator: Sendable {
    private let keys: [SymmetricKey]
    private let baseURL: String?

    /// - Parameters:
    ///   - tokens: the primary one and, while they are rotated, the one before; without any, nothing is valid.
    ///   - baseURL: under which Twilio is told to call, stage included, without a slash at the end. `nil` leaves it to
    ///     the gateway's headers to say what was called.
    public init(tokens: [TwilioAuthToken], baseURL: String?) {
        // An empty key is one that everybody has.
        keys = tokens.filter { !$0.text.isEmpty }.map(\.key)
        self.baseURL = baseURL
    }

    public init(account: TwilioAccount?, baseURL: String?) {
        self.init(tokens: account.map { [$0.token, $0.previousToken].compactMap(\.self) } ?? [], baseURL: baseURL)
    }

    /// In a time that tells nothing of how near a signature came.
    public func isValid(_ request: Request) -> Bool {
        let signatures = request.headers.values(of: TwilioSignature.header)
        guard signatures.count == 1, let given = Base64.decode(signatures[0]), let fields = signedFields(of: request)
        else { return false }
        let text = TwilioSignature.signedText(fields)
        var isValid = false
        for url in urls(of: request) {
            for key in keys {
                // Without a short cut: the same work whichever of them fits.
                let fits = HMAC<Insecure.SHA1>.isValidAuthenticationCode(
                    given, authenticating: Array(url.utf8) + text, using: key)
                isValid = isValid || fits
            }
        }
        return isValid
    }

    /// The fields that the signature covers besides the URL; `nil` when it does not cover the body at all.
    private func signedFields(of request: Request) -> [FormField]? {
        if request.body.isEmpty { return [] }
        if FormBody.isForm(contentType: request.headers["Content-Type"]) { return try? FormBody(request.body).fields }
        // Any other body is covered by its hash in the URL, as 64 lower-case digits.
        guard let query = PercentEncoding.decodeForm(request.target.query),
            let stated = query.first(where: { $0.name == "bodySHA256" })?.value,
            isEqualInConstantTime(Array(stated.utf8), Array(hexadecimal(SHA256.hash(data: request.body)).utf8))
        else { return nil }
        return []
    }

    /// What Twilio may have called: under the configured URL first, then by the headers.
    private func urls(of request: Request) -> [String] {
        let query = request.target.query.isEmpty ? "" : "?" + request.target.query
        var urls = baseURL.map { [$0 + request.path + query] } ?? []
        if let host = request.headers["X-Forwarded-Host"] ?? request.headers["Host"] {
            let scheme = request.headers["X-Forwarded-Proto"] ?? "https"
            urls.append("\(scheme)://\(host)\(request.target.path)\(query)")
        }
        return urls.compactMap(SignedURL.init).flatMap(\.spellings)
    }
}
