/// Cuts a stream of bytes into lines. A line longer than 256 KiB, CloudWatch's limit for an event, comes in pieces.
struct LineSplitter {
    static let maximumLength = 256 << 10

    private var pending: [UInt8] = []

    mutating func add(_ bytes: some Collection<UInt8>, to output: (String) -> Void) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                emit(to: output)
            } else {
                pending.append(byte)
                if pending.count == Self.maximumLength { emit(to: output) }
            }
        }
    }

    /// Gives a last line that had no line break.
    mutating func finish(to output: (String) -> Void) {
        if !pending.isEmpty { emit(to: output) }
    }

    private mutating func emit(to output: (String) -> Void) {
        if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
        output(String(decoding: pending, as: UTF8.self))
        pending.removeAll(keepingCapacity: true)
    }
}
