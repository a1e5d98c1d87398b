public import WireFormats

/// What S3 says of an object beside its bytes.
public struct S3ObjectHead: Sendable, Hashable {
    /// Changes with the content; quoted, as HTTP has it.
    public var eTag: String?
    public var contentType: String?
    /// In bytes; `nil` in the answer to a put.
    public var contentLength: Int?
    /// Whole seconds; `nil` in the answer to a put.
    public var lastModified: Timestamp?

    init(_ headers: HTTPHeaders) {
        eTag = headers["etag"]
        contentType = headers["content-type"]
        contentLength = headers["content-length"].flatMap { Int($0) }
        lastModified = headers["last-modified"].flatMap { Timestamp(httpDate: $0) }
    }
}
