import AWSCore
import WireFormats

/// Where an object is on the wire: the host that is asked, and the path there.
struct S3Location: Sendable, Hashable {
    let endpoint: AWSEndpoint
    let path: String

    /// An object.
    ///
    /// - Throws: ``AWSError`` with code `configuration` when S3 allows no such bucket name or key.
    init(bucket: String, key: String, endpoint: AWSEndpoint) throws(AWSError) {
        guard (1...1024).contains(key.utf8.count) else {
            throw AWSError(code: .configuration, message: "an S3 key has 1 to 1024 bytes")
        }
        try self.init(
            bucket: bucket, pathInBucket: "/" + PercentEncoding.encode(key, keepingSlash: true), endpoint: endpoint)
    }

    /// A bucket itself.
    ///
    /// - Throws: ``AWSError`` with code `configuration` when S3 allows no such bucket name.
    init(bucket: String, endpoint: AWSEndpoint) throws(AWSError) {
        try self.init(bucket: bucket, pathInBucket: "", endpoint: endpoint)
    }

    private init(bucket: String, pathInBucket: String, endpoint: AWSEndpoint) throws(AWSError) {
        guard Self.isBucketName(bucket) else {
            throw AWSError(code: .configuration, message: "«\(bucket)» cannot be the name of an S3 bucket")
        }
        if endpoint.isCustom || bucket.utf8.contains(UInt8(ascii: ".")) {
            self.endpoint = endpoint
            path = "/\(bucket)\(pathInBucket)"
        } else {
            self.endpoint = endpoint.prefixed(by: bucket)
            path = pathInBucket.isEmpty ? "/" : pathInBucket
        }
    }

    /// S3 user guide, "General purpose bucket naming rules": 3 to 63 lower-case letters, digits, dots and hyphens. The name
    /// becomes part of a host name, so nothing else may pass.
    private static func isBucketName(_ name: String) -> Bool {
        func isAlphanumeric(_ byte: UInt8?) -> Bool {
            switch byte {
            case .some(UInt8(ascii: "a")...UInt8(ascii: "z")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): true
            default: false
            }
        }
        let utf8 = Array(name.utf8)
        return (3...63).contains(utf8.count) && isAlphanumeric(utf8.first) && isAlphanumeric(utf8.last)
            && utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            && !name.contains(bytesOf: "..")
    }
}
