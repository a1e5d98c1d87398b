import AWSCore
import WireFormats

/// The part of S3 that Colloquy uses, path style: PutObject, GetObject, HeadObject, DeleteObject and ListObjectsV2, signed
/// or presigned.
struct S3Service: Sendable {
    static let maximumBodySize = 64 << 20

    let objects: any ObjectStore
    let signatures: SignatureCheck
    let now: @Sendable () -> Timestamp

    func respond(to request: ServerRequest) -> ServerResponse {
        var response: ServerResponse
        do throws(S3Fault) {
            response = try answer(request)
        } catch {
            response = error.response(to: request)
        }
        response.headers["x-amz-request-id"] = Identifier.random(bytes: 8).uppercased()
        return response
    }

    private func answer(_ request: ServerRequest) throws(S3Fault) -> ServerResponse {
        guard let body = request.body else {
            throw S3Fault(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        }
        if request.headers["x-amz-content-sha256"]?.hasPrefix("STREAMING-") == true {
            throw S3Fault(501, "NotImplemented", "Chunked uploads are not served here")
        }
        do {
            try signatures.verify(request)
        } catch {
            throw S3Fault(error, isPresigned: request.query.contains(bytesOf: "X-Amz-Signature="))
        }
        let (bucket, key) = try location(request)
        do {
            guard let key else { return try list(bucket, request) }
            switch request.method {
            case "PUT": return try put(body, key, bucket, request)
            case "GET", "HEAD": return try get(key, bucket, request)
            case "DELETE":
                // What was never there is deleted as well.
                try objects.delete(key, from: bucket)
                return ServerResponse(status: 204)
            default:
                throw S3Fault(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
            }
        } catch let fault as S3Fault {
            throw fault
        } catch {
            throw S3Fault(500, "InternalError", "\(error)")
        }
    }

    /// `/BUCKET/KEY`; a key may hold slashes, and its percent-decoded text is the key. Without one: the bucket.
    private func location(_ request: ServerRequest) throws(S3Fault) -> (bucket: String, key: String?) {
        let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let bucket = PercentEncoding.decode(first), !bucket.isEmpty else {
            throw S3Fault(501, "NotImplemented", "Only objects are served here, as /BUCKET/KEY")
        }
        guard objects.hasBucket(bucket) else {
            throw S3Fault(404, "NoSuchBucket", "The specified bucket does not exist")
        }
        guard parts.count == 2, !parts[1].isEmpty else { return (bucket, nil) }
        guard let key = PercentEncoding.decode(parts[1]) else {
            throw S3Fault(400, "InvalidURI", "Couldn't parse the specified URI.")
        }
        guard key.utf8.count <= 1024 else {
            throw S3Fault(400, "KeyTooLongError", "Your key is too long")
        }
        return (bucket, key)
    }

    private func list(_ bucket: String, _ request: ServerRequest) throws -> ServerResponse {
        guard request.method == "GET" else {
            throw S3Fault(501, "NotImplemented", "Buckets can only be listed here")
        }
        let listing: ObjectListing
        do {
            listing = try ObjectListing(query: request.query)
        } catch {
            throw error.isUnserved
                ? S3Fault(501, "NotImplemented", error.message) : S3Fault(400, "InvalidArgument", error.message)
        }
        return ServerResponse(
            status: 200, headers: ["Content-Type": "application/xml"],
            body: Array(try listing.page(of: bucket, in: objects).utf8))
    }

    private func put(
        _ body: [UInt8], _ key: String, _ bucket: String, _ request: ServerRequest
    ) throws -> ServerResponse {
        let kept = request.headers.filter { field in
            let name = field.name.lowercased()
            return ["content-disposition", "content-encoding", "cache-control"].contains(name)
                || name.hasPrefix("x-amz-meta-")
        }
        let object = StoredObject(
            bytes: body, contentType: request.headers["Content-Type"] ?? "binary/octet-stream",
            headers: HTTPHeaders(kept.map { ($0.name, $0.value) }), lastModified: now())
        guard try objects.put(object, as: key, in: bucket, isNew: request.headers["If-None-Match"] == "*") else {
            throw S3Fault(
                412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        }
        return ServerResponse(status: 200, headers: ["ETag": object.etag])
    }

    private func get(_ key: String, _ bucket: String, _ request: ServerRequest) throws -> ServerResponse {
        guard let object = try objects.object(key, in: bucket) else {
            throw S3Fault(404, "NoSuchKey", "The specified key does not exist.")
        }
        var headers = object.headers
        headers["Content-Type"] = object.contentType
        headers["ETag"] = object.etag
        headers["Last-Modified"] = object.lastModified.httpDate
        headers["Accept-Ranges"] = "bytes"
        // A signed query may set headers of the answer: response-content-disposition and the like.
        for (name, value) in PercentEncoding.decodeForm(request.query) ?? [] where name.hasPrefix("response-") {
            headers[String(name.dropFirst("response-".count))] = value
        }
        return ServerResponse(status: 200, headers: headers, body: object.bytes)
    }
}

/// An error answer in S3's shape: XML.
private struct S3Fault: Error {
    let status: Int
    let code: String
    let message: String

    init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    init(_ refusal: SignatureRefusal, isPresigned: Bool) {
        switch refusal.code {
        case .missingAuthenticationToken, .incompleteSignature:
            self.init(403, "AccessDenied", refusal.message)
        case .unrecognizedClient:
            self.init(403, "InvalidAccessKeyId", refusal.message)
        case .requestExpired where isPresigned:
            self.init(403, "AccessDenied", "Request has expired")
        case .requestExpired:
            self.init(
                403, "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.")
        case .contentMismatch:
            self.init(400, "XAmzContentSHA256Mismatch", refusal.message)
        case .signatureDoesNotMatch:
            self.init(403, "SignatureDoesNotMatch", refusal.message)
        }
    }

    func response(to request: ServerRequest) -> ServerResponse {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>\(code)</Code><Message>\(XMLText.escape(message))"
            + "</Message><Resource>\(XMLText.escape(request.path))</Resource></Error>"
        return ServerResponse(
            status: status, headers: ["Content-Type": "application/xml"],
            body: request.method == "HEAD" ? [] : Array(text.utf8))
    }
}
