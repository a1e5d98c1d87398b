public import AWSCore
public import WireFormats

/// S3: whole objects up to 5 GB in one request, and URLs for those who have no credentials.
///
/// Buckets are addressed in the host name, or in the path where an endpoint is set or the name has dots (no certificate
/// covers those).
public struct S3Client: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .s3, context: context)
    }

    /// Stores an object in place of whatever has its key.
    ///
    /// - Parameters:
    ///   - headers: further ones, such as `content-disposition` or `if-none-match`.
    /// - Throws: ``AWSError``; `service` codes are S3's (`NoSuchBucket`, `AccessDenied`).
    @discardableResult
    public func putObject(
        bucket: String, key: String, body: [UInt8], contentType: String = "application/octet-stream",
        headers: HTTPHeaders = [:]
    ) async throws(AWSError) -> S3ObjectHead {
        let location = try S3Location(bucket: bucket, key: key, endpoint: client.endpoint)
        var headers = headers
        headers["content-type"] = contentType
        let response = try await client.send(
            AWSRequest(method: "PUT", path: location.path, headers: headers, body: body), to: location.endpoint)
        return S3ObjectHead(response.headers)
    }

    /// - Parameter maximumSize: in bytes; a larger object fails with `transport(.bodyTooLarge)`.
    /// - Throws: ``AWSError``; `NoSuchKey` when there is no such object and the caller may list the bucket, else
    ///   `AccessDenied`.
    public func getObject(
        bucket: String, key: String, maximumSize: Int = 64 << 20
    ) async throws(AWSError) -> (head: S3ObjectHead, body: [UInt8]) {
        let location = try S3Location(bucket: bucket, key: key, endpoint: client.endpoint)
        let response = try await client.send(
            AWSRequest(method: "GET", path: location.path, maximumBodySize: maximumSize), to: location.endpoint)
        return (S3ObjectHead(response.headers), response.body)
    }

    /// What S3 knows of an object.
    ///
    /// - Throws: ``AWSError``; answers to HEAD have no body, so the code of a missing object is `NotFound`, and of one that
    ///   may not be read `Forbidden`.
    public func headObject(bucket: String, key: String) async throws(AWSError) -> S3ObjectHead {
        let location = try S3Location(bucket: bucket, key: key, endpoint: client.endpoint)
        let response = try await client.send(AWSRequest(method: "HEAD", path: location.path), to: location.endpoint)
        return S3ObjectHead(response.headers)
    }

    /// Removes an object; removing one that is not there succeeds.
    ///
    /// - Throws: ``AWSError``.
    public func deleteObject(bucket: String, key: String) async throws(AWSError) {
        let location = try S3Location(bucket: bucket, key: key, endpoint: client.endpoint)
        _ = try await client.send(AWSRequest(method: "DELETE", path: location.path), to: location.endpoint)
    }

    /// A page of the objects whose keys begin with `prefix`, in the order of their keys' bytes (ListObjectsV2).
    ///
    /// - Parameters:
    ///   - continuationToken: ``S3ObjectPage/nextContinuationToken`` of the page before.
    ///   - maximumKeys: 1 to 1000; S3 gives no more than 1000 for larger ones.
    /// - Throws: ``AWSError``; `NoSuchBucket`, `AccessDenied`, and `invalidResponse` for what is not S3's XML.
    public func listObjects(
        bucket: String, prefix: String = "", continuationToken: String? = nil, maximumKeys: Int = 1000
    ) async throws(AWSError) -> S3ObjectPage {
        let location = try S3Location(bucket: bucket, endpoint: client.endpoint)
        // In XML not every key can be written: encoding-type asks for them percent-encoded.
        var query = "encoding-type=url&list-type=2&max-keys=\(maximumKeys)"
        if !prefix.isEmpty { query += "&prefix=" + PercentEncoding.encode(prefix) }
        if let continuationToken { query += "&continuation-token=" + PercentEncoding.encode(continuationToken) }
        let response = try await client.send(
            AWSRequest(method: "GET", path: location.path, query: query), to: location.endpoint)
        do {
            return try S3ObjectPage(xml: response.body)
        } catch {
            throw AWSError(
                code: .invalidResponse, message: "S3's list is \(error)", requestID: response.requestID,
                status: response.status, attempts: 1)
        }
    }

    /// A URL with which anybody can get or put the object until it expires.
    ///
    /// - Parameters:
    ///   - method: `GET`, `PUT` or `HEAD`.
    ///   - expires: seconds, 1 to 604,800; with temporary credentials it ends with them.
    ///   - query: further parameters to sign, such as `response-content-disposition`.
    /// - Throws: ``AWSError`` with code `credentials` or `configuration`.
    public func presignedURL(
        method: String = "GET", bucket: String, key: String, expires: Int,
        query: [(name: String, value: String)] = []
    ) async throws(AWSError) -> String {
        let location = try S3Location(bucket: bucket, key: key, endpoint: client.endpoint)
        let parameters = query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return try await client.presignedURL(
            for: AWSRequest(method: method, path: location.path, query: parameters.joined(separator: "&")),
            at: location.endpoint, expires: expires, payload: .unsigned)
    }
}
