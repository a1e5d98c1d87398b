import WireFormats

/// Hexadecimal text as bytes; text that is none gives what there was up to there.
enum Hexadecimal {
    static func decode(_ text: some StringProtocol) -> [UInt8] {
        let digits = text.utf8.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
