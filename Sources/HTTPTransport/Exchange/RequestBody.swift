/// The bytes that libcurl sends as a body, at an address that stays: it reads them for as long as the transfer lasts,
/// and the storage of a Swift array has no address that outlives a call.
struct RequestBody: ~Copyable {
    /// What is kept for the next request; more is given back when a request is over.
    private static let keptCapacity = 64 << 10

    private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)

    deinit { storage.deallocate() }

    var address: UnsafeMutableRawPointer? { storage.baseAddress }

    mutating func fill(_ bytes: [UInt8]) {
        if storage.count < bytes.count {
            storage.deallocate()
            storage = .allocate(byteCount: bytes.count, alignment: 16)
        }
        bytes.withUnsafeBytes { storage.copyMemory(from: $0) }
    }

    mutating func trim() {
        guard storage.count > Self.keptCapacity else { return }
        storage.deallocate()
        storage = .allocate(byteCount: 4_096, alignment: 16)
    }
}
