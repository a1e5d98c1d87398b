/// Percent-encoding of URLs (RFC 3986) and of forms (`application/x-www-form-urlencoded`).
public enum PercentEncoding {
    /// Encodes every byte but the unreserved ones (letters, digits, `-._~`), as AWS's canonical request wants it.
    ///
    /// - Parameter keepingSlash: leaves `/` as it is, for paths.
    public static func encode(_ text: String, keepingSlash: Bool = false) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(upperHexDigit(byte >> 4))
                encoded.append(upperHexDigit(byte))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Encodes one segment of a path: every byte but those that a segment may hold as they are (`pchar`, RFC 3986 §3.3).
    public static func encode(segment: some StringProtocol) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(segment.utf8.count)
        for byte in segment.utf8 {
            if isUnreserved(byte) || "!$&'()*+,;=:@".utf8.contains(byte) {
                encoded.append(byte)
            } else {
                encoded.append(contentsOf: [UInt8(ascii: "%"), upperHexDigit(byte >> 4), upperHexDigit(byte)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Decodes `%XX`, and `+` as a space when asked. A malformed escape stays as it is, as browsers and API Gateway do.
    ///
    /// - Returns: `nil` when the decoded bytes are not UTF-8.
    public static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        decode(bytes: Array(text.utf8)[...], plusIsSpace: plusIsSpace)
    }

    private static func decode(bytes utf8: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(utf8.count)
        var position = utf8.startIndex
        while position < utf8.endIndex {
            let byte = utf8[position]
            if byte == UInt8(ascii: "%"), position + 2 < utf8.endIndex, let high = utf8[position + 1].hexDigitValue,
                let low = utf8[position + 2].hexDigitValue
            {
                decoded.append(high << 4 | low)
                position += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                position += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// Splits `a=1&b=2` and decodes names and values; repeated names stay repeated, in order.
    ///
    /// - Returns: `nil` when a name or value is not UTF-8.
    public static func decodeForm(_ text: some StringProtocol) -> [(name: String, value: String)]? {
        var fields: [(name: String, value: String)] = []
        // By bytes: as a character, `&` with a combining accent behind it would be no `&`.
        for pair in Array(text.utf8).split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(bytes: parts[0], plusIsSpace: true),
                let value = parts.count > 1 ? decode(bytes: parts[1], plusIsSpace: true) : ""
            else { return nil }
            fields.append((name, value))
        }
        return fields
    }

    /// Letters, digits and `-._~` (RFC 3986 §2.3).
    public static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func upperHexDigit(_ value: UInt8) -> UInt8 {
        let digit = value & 0xF
        return digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
