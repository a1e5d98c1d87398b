import Crypto
import Synchronization
import WireFormats

/// The buckets and their objects, in memory.
final class ObjectStore: Sendable {
    struct Object: Sendable, Hashable {
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

    private let objects: Mutex<[String: [String: Object]]>

    init(buckets: Set<String>) {
        objects = Mutex(Dictionary(uniqueKeysWithValues: buckets.map { ($0, [:]) }))
    }

    func hasBucket(_ name: String) -> Bool { objects.withLock { $0[name] != nil } }

    func object(_ key: String, in bucket: String) -> Object? { objects.withLock { $0[bucket]?[key] } }

    /// - Parameter isNew: refuses to replace (`If-None-Match: *`).
    /// - Returns: false when it was refused.
    func put(_ object: Object, as key: String, in bucket: String, isNew: Bool = false) -> Bool {
        objects.withLock { objects in
            if isNew, objects[bucket]?[key] != nil { return false }
            objects[bucket]?[key] = object
            return true
        }
    }

    func delete(_ key: String, from bucket: String) { objects.withLock { $0[bucket]?[key] = nil } }
}
