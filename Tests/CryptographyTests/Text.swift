import WireFormats

/// Bytes from pairs of hexadecimal digits, as standards print them; spaces do not count.
func bytes(_ text: String) -> [UInt8] {
    let digits = text.utf8.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
