/// A secret that is used as a key, kept out of descriptions and logs.
public struct SymmetricKey: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    public init(data: some Sequence<UInt8>) { bytes = Array(data) }

    public var description: String { "a key of \(bytes.count) bytes" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
