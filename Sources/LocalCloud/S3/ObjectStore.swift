/// The buckets and their objects.
protocol ObjectStore: Sendable {
    func hasBucket(_ name: String) -> Bool

    func object(_ key: String, in bucket: String) throws(ObjectStoreError) -> StoredObject?

    /// - Parameter isNew: refuses to replace (`If-None-Match: *`).
    /// - Returns: false when it was refused.
    func put(
        _ object: StoredObject, as key: String, in bucket: String, isNew: Bool
    ) throws(ObjectStoreError) -> Bool

    /// Does nothing when there is no such object.
    func delete(_ key: String, from bucket: String) throws(ObjectStoreError)

    /// Objects whose keys begin with `prefix` and come after `previous`, in the order of the keys' UTF-8 bytes.
    ///
    /// - Parameter maximum: how many, at most.
    func list(
        _ bucket: String, prefix: String, after previous: String?, maximum: Int
    ) throws(ObjectStoreError) -> [ListedObject]
}
