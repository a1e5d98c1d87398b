internal import WireFormats

/// The signature that came with a request, taken apart but not yet checked.
struct SigV4Claim {
    let accessKeyID: String
    let date: String
    let region: String
    let service: String
    let scope: String
    /// As it was signed: `YYYYMMDD'T'HHMMSS'Z'`.
    let time: String
    let timestamp: Timestamp
    /// Lower-case names.
    let signedHeaders: [String]
    let signature: String
    let sessionToken: String?
    /// How long a presigned URL lives; `nil` for a signature in headers.
    let lifetime: Duration?
    /// The query without `X-Amz-Signature`.
    let unsignedQuery: [UInt8]

    private typealias Rejection = SigV4Verifier.Rejection

    init(query: [UInt8], headers: HTTPHeaders) throws(SigV4Verifier.Rejection) {
        if let authorization = headers["Authorization"] {
            try self.init(authorization: authorization, query: query, headers: headers)
        } else {
            try self.init(query: query)
        }
    }

    private init(
        authorization: String, query: [UInt8], headers: HTTPHeaders
    ) throws(SigV4Verifier.Rejection) {
        let prefix = "AWS4-HMAC-SHA256 "
        guard authorization.hasBytePrefix(prefix) else {
            throw Rejection(.missingAuthenticationToken, "the Authorization header is not AWS4-HMAC-SHA256")
        }
        var members: [String: String] = [:]
        for member in authorization.dropFirst(prefix.count).split(separator: ",") {
            let parts = member.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            members[parts[0].filter { $0 != " " }] = parts[1].filter { $0 != " " }
        }
        try self.init(
            credential: members["Credential"], time: headers["X-Amz-Date"], signedHeaders: members["SignedHeaders"],
            signature: members["Signature"], sessionToken: headers["X-Amz-Security-Token"], lifetime: nil,
            unsignedQuery: query)
    }

    private init(query: [UInt8]) throws(SigV4Verifier.Rejection) {
        var members: [String: String] = [:]
        var kept: [ArraySlice<UInt8>] = []
        for parameter in query.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { PercentEncoding.decode(String(decoding: $0, as: UTF8.self)) }
            guard let name = texts[0], let value = texts.count > 1 ? texts[1] : "" else {
                throw Rejection(.incompleteSignature, "the query is not UTF-8")
            }
            if name != "X-Amz-Signature" { kept.append(parameter) }
            members[name] = value
        }
        guard members["X-Amz-Algorithm"] == "AWS4-HMAC-SHA256" else {
            throw Rejection(.missingAuthenticationToken, "the request is not signed")
        }
        guard let seconds = members["X-Amz-Expires"].flatMap({ Int($0) }), (1...604_800).contains(seconds) else {
            throw Rejection(.incompleteSignature, "X-Amz-Expires must be 1 to 604800 seconds")
        }
        try self.init(
            credential: members["X-Amz-Credential"], time: members["X-Amz-Date"],
            signedHeaders: members["X-Amz-SignedHeaders"], signature: members["X-Amz-Signature"],
            sessionToken: members["X-Amz-Security-Token"], lifetime: .seconds(seconds),
            unsignedQuery: Array(kept.joined(separator: "&".utf8)))
    }

    private init(
        credential: String?, time: String?, signedHeaders: String?, signature: String?, sessionToken: String?,
        lifetime: Duration?, unsignedQuery: [UInt8]
    ) throws(SigV4Verifier.Rejection) {
        guard let credential, let time, let signedHeaders, let signature else {
            throw Rejection(.incompleteSignature, "credential, time, signed headers or signature is missing")
        }
        // No access key id has a slash, so five parts are the id and the four of the scope.
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[4] == "aws4_request" else {
            throw Rejection(.incompleteSignature, "the credential must be ID/DATE/REGION/SERVICE/aws4_request")
        }
        guard let timestamp = Timestamp(basic: time), time.hasBytePrefix(parts[1]), parts[1].utf8.count == 8 else {
            throw Rejection(.incompleteSignature, "the time is malformed, or not on the credential's date")
        }
        accessKeyID = parts[0]
        date = parts[1]
        region = parts[2]
        service = parts[3]
        scope = parts[1...].joined(separator: "/")
        self.time = time
        self.timestamp = timestamp
        self.signedHeaders = signedHeaders.split(separator: ";").map { $0.lowercased() }
        self.signature = signature
        self.sessionToken = sessionToken
        self.lifetime = lifetime
        self.unsignedQuery = unsignedQuery
    }
}

extension Timestamp {
    /// Reads what ``basic`` writes: `20261121T013324Z`.
    init?(basic text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.count == 16, utf8[8] == UInt8(ascii: "T"), utf8[15] == UInt8(ascii: "Z") else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: utf8[range], as: UTF8.self) }
        self.init(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
    }
}
