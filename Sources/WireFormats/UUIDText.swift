/// The lower-case text of a UUID (RFC 9562) of 16 bytes, with its version and variant put in; other bytes are plain
/// hexadecimal text.
public func uuid(_ bytes: [UInt8], version: UInt8) -> String {
    guard bytes.count == 16 else { return hexadecimal(bytes) }
    var bytes = bytes
    bytes[6] = bytes[6] & 0x0F | version << 4
    bytes[8] = bytes[8] & 0x3F | 0x80
    let groups = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
    return groups.map { hexadecimal($0) }.joined(separator: "-")
}
