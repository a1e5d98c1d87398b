/// Base64 (RFC 4648): the standard alphabet with padding (§4), and the URL-safe one without (§5).
public enum Base64 {
    public enum Alphabet: Sendable {
        /// `+` and `/`, padded with `=` to a multiple of four.
        case standard
        /// `-` and `_`, without padding.
        case url
    }

    public static func encode(_ bytes: some Sequence<UInt8>, alphabet: Alphabet = .standard) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.underestimatedCount + 2) / 3 * 4)
        var group: UInt32 = 0
        var pending = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            pending += 1
            guard pending == 3 else { continue }
            text.append(digit(group >> 18, alphabet))
            text.append(digit(group >> 12, alphabet))
            text.append(digit(group >> 6, alphabet))
            text.append(digit(group, alphabet))
            group = 0
            pending = 0
        }
        if pending > 0 {
            group <<= pending == 1 ? 16 : 8
            text.append(digit(group >> 18, alphabet))
            text.append(digit(group >> 12, alphabet))
            if pending == 2 { text.append(digit(group >> 6, alphabet)) }
            if alphabet == .standard { text.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - pending)) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: `nil` for everything that ``encode(_:alphabet:)`` does not write: foreign characters, line breaks, wrong
    ///   padding, bits left over. So a text has one meaning, and a meaning one text.
    public static func decode(_ text: some StringProtocol, alphabet: Alphabet = .standard) -> [UInt8]? {
        var digits = Array(text.utf8)[...]
        if alphabet == .standard {
            guard digits.count.isMultiple(of: 4) else { return nil }
            if digits.last == UInt8(ascii: "=") { digits.removeLast() }
            if digits.last == UInt8(ascii: "="), digits.count % 4 == 3 { digits.removeLast() }
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count * 3 / 4)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for character in digits {
            guard let value = value(of: character, alphabet) else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bits))
                group &= (1 << bits) - 1
            }
        }
        // One digit alone holds no byte, and the bits behind the last byte are zero.
        guard bits < 6, group == 0 else { return nil }
        return bytes
    }

    /// Decodes what people and their tools send: with line breaks and blanks anywhere, as MIME encoders wrap lines (RFC 2045,
    /// section 6.8), in either alphabet, and with or without padding.
    ///
    /// - Returns: `nil` for other characters, padding that is not at the end, and bits left over.
    public static func decode(lenient text: some StringProtocol) -> [UInt8]? {
        var digits: [UInt8] = []
        digits.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): continue
            case UInt8(ascii: "+"): digits.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): digits.append(UInt8(ascii: "_"))
            default: digits.append(byte)
            }
        }
        if digits.last == UInt8(ascii: "="), digits.count.isMultiple(of: 4) {
            digits.removeLast()
            if digits.last == UInt8(ascii: "="), digits.count % 4 == 3 { digits.removeLast() }
        }
        return decode(String(decoding: digits, as: UTF8.self), alphabet: .url)
    }

    private static func digit(_ group: UInt32, _ alphabet: Alphabet) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: group & 0x3F)
        return switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: alphabet == .standard ? UInt8(ascii: "+") : UInt8(ascii: "-")
        default: alphabet == .standard ? UInt8(ascii: "/") : UInt8(ascii: "_")
        }
    }

    private static func value(of character: UInt8, _ alphabet: Alphabet) -> UInt8? {
        switch (character, alphabet) {
        case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _): character - UInt8(ascii: "A")
        case (UInt8(ascii: "a")...UInt8(ascii: "z"), _): character - UInt8(ascii: "a") + 26
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): character - UInt8(ascii: "0") + 52
        case (UInt8(ascii: "+"), .standard), (UInt8(ascii: "-"), .url): 62
        case (UInt8(ascii: "/"), .standard), (UInt8(ascii: "_"), .url): 63
        default: nil
        }
    }
}
