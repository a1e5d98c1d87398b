/// Bytes in the pieces in which they arrived, read by their distance from the first that was not dropped.
struct EventStreamPieces: Sendable {
    /// Shorter pieces are put together up to this many bytes.
    private static let shortest = 1024

    private var pieces: [[UInt8]] = []
    /// The piece that has the first byte, and where it is in there.
    private var first = 0
    private var start = 0
    /// Bytes to read.
    private(set) var count = 0

    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        count += bytes.count
        if let last = pieces.indices.last, pieces[last].count + bytes.count <= Self.shortest {
            pieces[last] += bytes
        } else {
            pieces.append(bytes)
        }
    }

    /// Calls `body` with the bytes of a range, which must not end behind the last one, piece by piece.
    func forEach<Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        var skipped = range.lowerBound + start
        var left = range.count
        var index = first
        while left > 0 {
            let length = pieces[index].count
            if skipped < length {
                let part = skipped..<min(length, skipped + left)
                try pieces[index].withUnsafeBufferPointer { bytes throws(Failure) in
                    try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[part])))
                }
                left -= part.count
                skipped = 0
            } else {
                skipped -= length
            }
            index += 1
        }
    }

    /// Calls `body` with the bytes of a range: where they lie when that is in one piece, else a copy of them.
    func withBytes<Result, Failure: Error>(
        in range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if first < pieces.count, start + range.upperBound <= pieces[first].count {
            let part = (start + range.lowerBound)..<(start + range.upperBound)
            return try pieces[first].withUnsafeBufferPointer { bytes throws(Failure) in
                try body(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[part])))
            }
        }
        return try copy(range).withUnsafeBufferPointer { bytes throws(Failure) in
            try body(UnsafeRawBufferPointer(bytes))
        }
    }

    func copy(_ range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            forEach(in: range) { piece in
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
                    .copyMemory(from: piece)
                initialized += piece.count
            }
        }
    }

    /// Lets go of the first `length` bytes, and of the pieces they were all of.
    mutating func drop(_ length: Int) {
        count -= length
        start += length
        while first < pieces.count, start >= pieces[first].count {
            start -= pieces[first].count
            pieces[first] = []
            first += 1
        }
        // Moving what is left only when it is the smaller part keeps the cost of each piece constant.
        if first * 2 >= pieces.count {
            pieces.removeFirst(first)
            first = 0
        }
    }
}
