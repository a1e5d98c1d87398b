public import HTTPTransport
public import WireFormats

/// Signatures in the query, for somebody who has no credentials.
///
/// Source: AWS, "Authenticating requests: using query parameters".
extension SigV4Signer {
    /// The longest life of a presigned URL, in seconds: seven days.
    public static let maximumExpiry = 604_800

    /// The request's URL with a signature in its query. Headers of the request are signed and must be sent along exactly.
    ///
    /// - Parameter expires: seconds that the URL lives, 1 to 604,800; it dies earlier with temporary credentials.
    /// - Throws: ``SigV4Error``.
    public func presignedURL(
        for request: HTTPRequest, with credentials: AWSCredentials, at time: Timestamp, expires: Int,
        payload: Payload = .signed
    ) throws(SigV4Error) -> String {
        try presign(request, with: credentials, at: time, expires: expires, payload: payload).url
    }

    /// The same, for tests that look at the texts in between.
    func presign(
        _ request: HTTPRequest, with credentials: AWSCredentials, at time: Timestamp, expires: Int, payload: Payload
    ) throws(SigV4Error) -> (url: String, signature: SigV4Signature) {
        guard let url = SplitURL(request.url) else { throw .invalidURL }
        guard (1...Self.maximumExpiry).contains(expires) else { throw .invalidExpiry }
        let scope = Scope(time, region: region, service: service)
        let headers = canonicalHeaders(of: request, host: url.host)
        var names: [UInt8] = []
        headers.appendNames(to: &names)

        var query = Array(url.query)
        if !query.isEmpty { query.append(UInt8(ascii: "&")) }
        query.append(contentsOf: "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=".utf8)
        query.append(contentsOf: PercentEncoding.encode("\(credentials.accessKeyID)/\(scope.text)").utf8)
        query.append(contentsOf: "&X-Amz-Date=\(scope.time)&X-Amz-SignedHeaders=".utf8)
        for byte in names { CanonicalRequest.append(byte, to: &query) }
        query.append(contentsOf: "&X-Amz-Expires=\(expires)".utf8)
        var unsignedToken: [UInt8] = []
        if let token = credentials.sessionToken {
            let parameter = "&X-Amz-Security-Token=\(PercentEncoding.encode(token))"
            if rules.signsSessionToken {
                query.append(contentsOf: parameter.utf8)
            } else {
                unsignedToken.append(contentsOf: parameter.utf8)
            }
        }
        let canonical = CanonicalRequest(
            method: request.method, path: url.path, query: query, headers: headers,
            payloadHash: Self.payloadHash(request.body, payload), rules: rules)
        let signature = signature(of: canonical, scope, credentials)

        var signed = Array(url.bytes[..<url.path.endIndex])
        if url.path.isEmpty { signed.append(UInt8(ascii: "/")) }
        signed.append(UInt8(ascii: "?"))
        signed.append(contentsOf: query)
        signed.append(contentsOf: unsignedToken)
        signed.append(contentsOf: "&X-Amz-Signature=".utf8)
        signed.append(contentsOf: signature.text)
        return (String(decoding: signed, as: UTF8.self), signature)
    }
}
