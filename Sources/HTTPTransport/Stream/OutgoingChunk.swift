/// Bytes that are being written, at an address that stays until the last one is: OpenSSL wants a write that blocked to be
/// repeated with the same bytes at the same place.
struct OutgoingChunk: ~Copyable {
    private var body = RequestBody()
    private var count = 0
    private var offset = 0
    /// Where the chunk begins in all that is sent.
    private var base = 0

    var isEmpty: Bool { offset == count }
    /// Where the next byte to write, and the end of the chunk, stand in all that is sent.
    var start: Int { base + offset }
    var end: Int { base + count }

    var rest: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: body.address.map { $0 + offset }, count: count - offset)
    }

    /// Takes new bytes; the ones before must all be written.
    mutating func fill(_ bytes: [UInt8]) {
        base += count
        body.fill(bytes)
        (count, offset) = (bytes.count, 0)
    }

    mutating func advance(_ written: Int) {
        offset = min(count, offset + written)
        if isEmpty { body.trim() }
    }
}
