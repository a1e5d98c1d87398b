internal import Cryptography
public import WireFormats

/// Checks Signature Version 4 on requests that a server received, in headers or in the query.
///
/// For local stand-ins of AWS services. It checks one chunk of body; `STREAMING-…` payloads are refused.
public struct SigV4Verifier: Sendable {
    /// Whose request it is, and for what it was signed.
    public struct Identity: Sendable, Hashable {
        public let accessKeyID: String
        public let region: String
        public let service: String
    }

    /// Why a request is refused; `code` is the name that AWS gives the error.
    public struct Rejection: Error, Sendable, Hashable, CustomStringConvertible {
        public enum Code: String, Sendable, Hashable {
            /// There is no signature, or one of another kind.
            case missingAuthenticationToken = "MissingAuthenticationToken"
            /// The signature's parts do not fit together, or a signed header is missing.
            case incompleteSignature = "IncompleteSignature"
            /// Nobody has this access key, or the session token is not the one that goes with it.
            case unrecognizedClient = "UnrecognizedClientException"
            /// The time is too far from now, or the URL has expired.
            case requestExpired = "RequestExpired"
            /// The body is not the one that was hashed.
            case contentMismatch = "XAmzContentSHA256Mismatch"
            case signatureDoesNotMatch = "SignatureDoesNotMatch"
        }

        public let code: Code
        public let description: String

        init(_ code: Code, _ description: String) {
            self.code = code
            self.description = description
        }
    }

    /// How far a request's time may lie from the server's: AWS allows 15 minutes.
    public static let tolerance = Duration.seconds(900)

    private let credentials: @Sendable (String) -> AWSCredentials?
    private let keys = SigningKeyCache()

    /// - Parameter credentials: finds those that belong to an access key id.
    public init(credentials: @escaping @Sendable (String) -> AWSCredentials?) {
        self.credentials = credentials
    }

    /// - Parameters:
    ///   - target: path and query as they came on the request line.
    ///   - headers: all of them, with `Host`.
    ///   - now: the server's time.
    public func verify(
        method: String, target: String, headers: HTTPHeaders, body: [UInt8], now: Timestamp
    ) throws(Rejection) -> Identity {
        let path = Array(target.utf8.prefix { $0 != UInt8(ascii: "?") })
        let query = Array(target.utf8.dropFirst(path.count + 1))
        let claim = try SigV4Claim(query: query, headers: headers)
        try check(claim, now)
        guard let credentials = credentials(claim.accessKeyID) else {
            throw Rejection(.unrecognizedClient, "there is no access key \(claim.accessKeyID)")
        }
        guard claim.sessionToken.map(ExactText.init(_:)) == credentials.sessionToken.map(ExactText.init(_:)) else {
            throw Rejection(.unrecognizedClient, "the session token does not belong to the access key")
        }

        var canonicalHeaders = CanonicalHeaders()
        for name in claim.signedHeaders {
            let values = headers.values(of: name)
            guard !values.isEmpty else {
                throw Rejection(.incompleteSignature, "the signed header \(name) is missing")
            }
            for value in values { canonicalHeaders.add(name, value) }
        }
        canonicalHeaders.sort()
        let canonical = CanonicalRequest(
            method: method, path: path, query: claim.unsignedQuery, headers: canonicalHeaders,
            payloadHash: try payloadHash(claim, headers, body), rules: .rules(ofService: claim.service))
        let key = keys.key(
            secret: credentials.secretAccessKey, date: claim.date, region: claim.region, service: claim.service)
        let expected = SigV4Signature(of: canonical, time: claim.time, scope: claim.scope, key: key)
        guard isEqualInConstantTime(expected.text, Array(claim.signature.utf8)) else {
            throw Rejection(.signatureDoesNotMatch, "the signature does not match that of the request as received")
        }
        return Identity(accessKeyID: claim.accessKeyID, region: claim.region, service: claim.service)
    }

    private func check(_ claim: SigV4Claim, _ now: Timestamp) throws(Rejection) {
        let age = now - claim.timestamp
        if let lifetime = claim.lifetime {
            guard age <= lifetime else { throw Rejection(.requestExpired, "the URL has expired") }
        } else {
            guard age <= Self.tolerance else {
                let bound = (now - Self.tolerance).basic
                throw Rejection(
                    .requestExpired,
                    "Signature expired: \(claim.timestamp.basic) is now earlier than \(bound) (\(now.basic) - 15 min.)")
            }
        }
        guard age >= .zero - Self.tolerance else {
            let bound = (now + Self.tolerance).basic
            throw Rejection(
                .requestExpired,
                "Signature not yet current: \(claim.timestamp.basic) is still later than \(bound) (\(now.basic) + 15 min.)"
            )
        }
        guard claim.signedHeaders.contains("host") else {
            throw Rejection(.incompleteSignature, "the Host header must be signed")
        }
    }

    /// The hash that was signed, checked against the body where there is one.
    private func payloadHash(
        _ claim: SigV4Claim, _ headers: HTTPHeaders, _ body: [UInt8]
    ) throws(Rejection) -> [UInt8] {
        let hash = SigV4Signature.payloadHash(body)
        let unsigned = Array("UNSIGNED-PAYLOAD".utf8)
        guard let stated = headers["x-amz-content-sha256"] else {
            return claim.lifetime != nil && claim.service == "s3" ? unsigned : hash
        }
        let bytes = Array(stated.utf8)
        if bytes == unsigned, claim.service == "s3" { return unsigned }
        guard bytes == hash else {
            throw Rejection(.contentMismatch, "x-amz-content-sha256 is not the hash of the body")
        }
        return hash
    }
}
