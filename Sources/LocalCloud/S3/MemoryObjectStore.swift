import Synchronization
import WireFormats

/// Objects that end with the process.
final class MemoryObjectStore: ObjectStore {
    /// By bucket, then by the bytes of the key: as text, é composed and decomposed would be one key.
    private let objects: Mutex<[String: [[UInt8]: StoredObject]]>

    init(buckets: Set<String>) {
        objects = Mutex(Dictionary(uniqueKeysWithValues: buckets.map { ($0, [:]) }))
    }

    func hasBucket(_ name: String) -> Bool { objects.withLock { $0[name] != nil } }

    func object(_ key: String, in bucket: String) -> StoredObject? { objects.withLock { $0[bucket]?[Array(key.utf8)] } }

    func put(_ object: StoredObject, as key: String, in bucket: String, isNew: Bool) -> Bool {
        let key = Array(key.utf8)
        return objects.withLock { objects in
            if isNew, objects[bucket]?[key] != nil { return false }
            objects[bucket]?[key] = object
            return true
        }
    }

    func delete(_ key: String, from bucket: String) { objects.withLock { $0[bucket]?[Array(key.utf8)] = nil } }

    func list(_ bucket: String, prefix: String, after previous: String?, maximum: Int) -> [ListedObject] {
        let found = objects.withLock { objects in
            (objects[bucket] ?? [:]).map { (key: String(decoding: $0.key, as: UTF8.self), object: $0.value) }
                .filter { KeyOrder.holds($0.key, prefix: prefix, after: previous) }
        }
        return found.sorted { KeyOrder.precedes($0.key, $1.key) }.prefix(maximum).map { key, object in
            ListedObject(
                key: key, size: object.bytes.count, etag: object.etag, lastModified: object.lastModified)
        }
    }
}
