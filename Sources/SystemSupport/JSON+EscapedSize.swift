public import WireFormats

extension JSON {
    /// The bytes of this value in a body that is itself a string in JSON.
    public var escapedSize: Int {
        let bytes = serialized()
        return bytes.reduce(bytes.count + 1) { size, byte in
            byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? size + 1 : size
        }
    }
}
