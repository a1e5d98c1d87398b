public import HTTPTransport
public import WireFormats

/// Signs requests to one service in one region with AWS Signature Version 4, in headers or in the URL.
///
/// Source: AWS, "Create a signed AWS API request". Signing keys are kept for the day, so a signer should be kept as well.
public struct SigV4Signer: Sendable {
    /// How the body takes part in the signature.
    public enum Payload: Sendable, Hashable {
        /// By its hash.
        case signed
        /// Not at all: for URLs whose body is not known yet (S3).
        case unsigned
    }

    /// The name in the credential scope: `dynamodb`, `s3`, `lambda`, `bedrock`.
    public let service: String
    public let region: String
    public let rules: SigV4Rules
    private let keys = SigningKeyCache()

    public init(service: String, region: String, rules: SigV4Rules? = nil) {
        self.service = service
        self.region = region
        self.rules = rules ?? .rules(ofService: service)
    }

    /// Adds `X-Amz-Date`, `Authorization` and, where they apply, `X-Amz-Security-Token` and `x-amz-content-sha256`, in
    /// place of those a former signature left. Every header is signed but those that change on the way.
    ///
    /// - Throws: ``SigV4Error/invalidURL``.
    public func sign(
        _ request: inout HTTPRequest, with credentials: AWSCredentials, at time: Timestamp, payload: Payload = .signed
    ) throws(SigV4Error) {
        _ = try signReturningSignature(&request, with: credentials, at: time, payload: payload)
    }

    /// The same, for tests that look at the texts in between.
    func signReturningSignature(
        _ request: inout HTTPRequest, with credentials: AWSCredentials, at time: Timestamp, payload: Payload = .signed
    ) throws(SigV4Error) -> SigV4Signature {
        guard let url = SplitURL(request.url) else { throw .invalidURL }
        let scope = Scope(time, region: region, service: service)
        for name in ["X-Amz-Security-Token", "X-Amz-Date", "x-amz-content-sha256", "Authorization"]
        where request.headers[name] != nil {
            request.headers[name] = nil
        }
        if let token = credentials.sessionToken { request.headers.add("X-Amz-Security-Token", token) }
        request.headers.add("X-Amz-Date", scope.time)
        let hash = Self.payloadHash(request.body, payload)
        if rules.sendsPayloadHash {
            request.headers.add("x-amz-content-sha256", String(decoding: hash, as: UTF8.self))
        }
        let headers = canonicalHeaders(of: request, host: url.host)
        let canonical = CanonicalRequest(
            method: request.method, path: url.path, query: url.query, headers: headers, payloadHash: hash, rules: rules)
        let signature = signature(of: canonical, scope, credentials)

        var authorization: [UInt8] = []
        authorization.reserveCapacity(320)
        authorization.append(contentsOf: "AWS4-HMAC-SHA256 Credential=".utf8)
        authorization.append(contentsOf: credentials.accessKeyID.utf8)
        authorization.append(UInt8(ascii: "/"))
        authorization.append(contentsOf: scope.text.utf8)
        authorization.append(contentsOf: ", SignedHeaders=".utf8)
        headers.appendNames(to: &authorization)
        authorization.append(contentsOf: ", Signature=".utf8)
        authorization.append(contentsOf: signature.text)
        request.headers.add("Authorization", String(decoding: authorization, as: UTF8.self))
        return signature
    }
}

extension SigV4Signer {
    /// What a signature is good for: a day, a region and a service.
    struct Scope {
        /// `YYYYMMDD'T'HHMMSS'Z'`
        let time: String
        let date: String
        let text: String

        init(_ time: Timestamp, region: String, service: String) {
            self.time = time.basic
            date = String(self.time.prefix(8))
            text = "\(date)/\(region)/\(service)/aws4_request"
        }
    }

    func canonicalHeaders(of request: HTTPRequest, host: String) -> CanonicalHeaders {
        var headers = CanonicalHeaders()
        var hasHost = false
        for field in request.headers where !CanonicalHeaders.isUnsignable(field.name) {
            if !rules.signsSessionToken, HTTPHeaders.isSame(field.name, "x-amz-security-token") { continue }
            if HTTPHeaders.isSame(field.name, "host") { hasHost = true }
            headers.add(field.name, field.value)
        }
        if !hasHost { headers.add("host", host) }
        headers.sort()
        return headers
    }

    static func payloadHash(_ body: [UInt8], _ payload: Payload) -> [UInt8] {
        payload == .unsigned ? Array("UNSIGNED-PAYLOAD".utf8) : SigV4Signature.payloadHash(body)
    }

    func signature(of canonical: CanonicalRequest, _ scope: Scope, _ credentials: AWSCredentials) -> SigV4Signature {
        let key = keys.key(
            secret: credentials.secretAccessKey, date: scope.date, region: region, service: service)
        return SigV4Signature(of: canonical, time: scope.time, scope: scope.text, key: key)
    }
}
