import Synchronization
import WireFormats

/// Objects that end with the process.
final class MemoryObjectStore: ObjectStore {
    private let objects: Mutex<[String: [String: StoredObject]]>

    init(buckets: Set<String>) {
        objects = Mutex(Dictionary(uniqueKeysWithValues: buckets.map { ($0, [:]) }))
    }

    func hasBucket(_ name: String) -> Bool { objects.withLock { $0[name] != nil } }

    func object(_ key: String, in bucket: String) -> StoredObject? { objects.withLock { $0[bucket]?[key] } }

    func put(_ object: StoredObject, as key: String, in bucket: String, isNew: Bool) -> Bool {
        objects.withLock { objects in
            if isNew, objects[bucket]?[key] != nil { return false }
            objects[bucket]?[key] = object
            return true
        }
    }

    func delete(_ key: String, from bucket: String) { objects.withLock { $0[bucket]?[key] = nil } }

    func list(_ bucket: String, prefix: String, after previous: String?, maximum: Int) -> [ListedObject] {
        let found = objects.withLock { objects in
            (objects[bucket] ?? [:]).filter { KeyOrder.holds($0.key, prefix: prefix, after: previous) }
        }
        return found.sorted { KeyOrder.precedes($0.key, $1.key) }.prefix(maximum).map { key, object in
            ListedObject(
                key: key, size: object.bytes.count, etag: object.etag, lastModified: object.lastModified)
        }
    }
}
