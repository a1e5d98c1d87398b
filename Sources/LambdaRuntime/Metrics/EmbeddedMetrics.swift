/// Has the runtime write one line of CloudWatch's embedded metric format an invocation, from which CloudWatch Logs makes
/// metrics: `Invocations`, `Latency`, `Errors`, and whatever was counted in `InvocationScope.metrics`.
public struct EmbeddedMetrics: Sendable, Hashable {
    public let namespace: String
    public let destination: LogDestination

    /// - Parameter namespace: 1 to 255 letters, digits, spaces or `.-_/#:`, neither beginning with a colon nor with `AWS/`,
    ///   which is Amazon's (CloudWatch: PutMetricData). With any other this is `nil`.
    public init?(namespace: String, destination: LogDestination = .standardOutput) {
        guard (1...255).contains(namespace.utf8.count), namespace.utf8.allSatisfy(Self.isNamespaceByte),
            !namespace.hasPrefix(":"), !namespace.hasPrefix("AWS/"), namespace.utf8.contains(where: { $0 != 0x20 })
        else { return nil }
        self.namespace = namespace
        self.destination = destination
    }

    private static func isNamespaceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: " .-_/#:".utf8.contains(byte)
        }
    }
}
