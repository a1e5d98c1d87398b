public import WireFormats

/// What a service takes from the world outside its inputs: the time and random bytes. Passed in, so that tests can hold
/// both still.
public struct Effects: Sendable {
    public var now: @Sendable () -> Timestamp
    /// As many unpredictable bytes as asked for.
    public var randomBytes: @Sendable (_ count: Int) -> [UInt8]

    public init(
        now: @escaping @Sendable () -> Timestamp, randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
    ) {
        self.now = now
        self.randomBytes = randomBytes
    }

    /// The machine's clock and the kernel's random source.
    public static let system = Effects(
        now: SystemClock.now,
        randomBytes: { count in
            var generator = SystemRandomNumberGenerator()
            var bytes: [UInt8] = []
            bytes.reserveCapacity(max(0, count))
            while bytes.count < count {
                withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(count - bytes.count)) }
            }
            return bytes
        })

    /// A random UUID (RFC 9562, version 4) in lower case.
    public func uuid() -> String {
        WireFormats.uuid(randomBytes(16), version: 4)
    }
}
