internal import WireFormats

/// The names of a message's headers, to tell when one comes twice. Few are compared one by one, many by hash, so that a
/// message of 128 KiB of short headers costs no more than another.
struct EventStreamNames {
    private static let hashedFrom = 16
    private var few: [String] = []
    private var many: Set<[UInt8]> = []

    init() { few.reserveCapacity(4) }

    /// - Returns: false when the name has come before, byte by byte.
    mutating func insert(_ name: String) -> Bool {
        if many.isEmpty {
            guard !few.contains(where: { $0.hasSameBytes(as: name) }) else { return false }
            few.append(name)
            if few.count == Self.hashedFrom { many = Set(few.map { Array($0.utf8) }) }
            return true
        }
        return many.insert(Array(name.utf8)).inserted
    }
}
