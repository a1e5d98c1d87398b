import Cryptography
import WireFormats

/// An object of a bucket and what S3 keeps with it.
struct StoredObject: Sendable, Hashable {
    var bytes: [UInt8]
    var contentType: String
    /// Other headers that S3 keeps with an object: `Content-Disposition`, `Cache-Control`, `x-amz-meta-…`.
    var headers: HTTPHeaders
    var lastModified: Timestamp
    /// The MD5 of the bytes in quotes, as S3 has it for objects put at once.
    let etag: String

    init(bytes: [UInt8], contentType: String, headers: HTTPHeaders = [:], lastModified: Timestamp) {
        self.bytes = bytes
        self.contentType = contentType
        self.headers = headers
        self.lastModified = lastModified
        etag = "\"" + hexadecimal(Insecure.MD5.hash(data: bytes)) + "\""
    }
}
