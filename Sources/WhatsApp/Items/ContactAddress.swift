import WireFormats

/// Whom a conversation is with, as Twilio writes it: `whatsapp:+14155550100`, or `whatsapp:US.13491208655302741918` for
/// somebody who shows no number.
struct ContactAddress: Sendable, Hashable, CustomStringConvertible {
    /// The canonical form.
    let description: String

    private static let prefix = "whatsapp:"
    /// Of a text that may be an address: more than the longest has, every byte of it percent-encoded twice.
    private static let maximumInput = 1024

    /// Reads a number with or without prefix and `+`, with the usual separators, percent-encoded or not; or an id that
    /// WhatsApp made up for the user.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumInput else { return nil }
        var rest = String(text)
        // Clients encode paths once or twice; the router decodes once.
        for _ in 0..<2 where rest.utf8.contains(UInt8(ascii: "%")) {
            guard let decoded = PercentEncoding.decode(rest) else { return nil }
            rest = decoded
        }
        rest = String(rest.drop { $0.isWhitespace })
        if Self.beginsWithPrefix(rest) { rest.removeFirst(Self.prefix.count) }
        guard let name = Self.number(rest) ?? Self.scopedID(rest) else { return nil }
        description = Self.prefix + name
    }

    /// Reads an address as Twilio's webhooks write it. One without `whatsapp:` is of another channel: a bare number of SMS,
    /// `rcs:`, `messenger:` and `sip:` of theirs (https://www.twilio.com/docs/messaging/channels).
    init?(atTwilio text: String) {
        guard Self.beginsWithPrefix(text) else { return nil }
        self.init(text)
    }

    private static func beginsWithPrefix(_ text: String) -> Bool { text.prefix(prefix.count).lowercased() == prefix }

    /// E.164: `+`, then at most 15 digits of which the first is no zero (ITU-T E.164 §6.1). A `+` that a form's decoder took
    /// for a space is put back.
    private static func number(_ text: String) -> String? {
        var digits: [UInt8] = []
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "+") where place == 0: continue
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            default: return nil
            }
        }
        guard (2...15).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        return "+" + String(decoding: digits, as: UTF8.self)
    }

    /// A business-scoped user id (Meta: "Business-scoped user IDs"): two letters of a country, `ENT` for one that several
    /// businesses of a group share, and at most 128 letters and digits.
    private static func scopedID(_ text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 3 && parts[1] == "ENT"), let country = parts.first,
            let id = parts.last,
            country.utf8.count == 2, country.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains),
            (1...128).contains(id.utf8.count), id.utf8.allSatisfy(isAlphanumeric)
        else { return nil }
        return text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// Without the prefix: the number, or the id.
    var name: String { String(description.dropFirst(Self.prefix.count)) }

    /// In E.164; `nil` for an id.
    var phone: String? { name.hasBytePrefix("+") ? name : nil }

    /// What the log may say: the last four characters.
    var masked: String { "…" + name.suffix(4) }
}
