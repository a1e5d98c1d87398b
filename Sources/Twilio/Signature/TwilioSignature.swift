public import Cryptography
import WireFormats

/// The signature on what Twilio sends: HMAC-SHA1 of the URL and the form, in base64.
///
/// Source: https://www.twilio.com/docs/usage/security#validating-requests, and `request_validator.py` of Twilio's Python
/// library for what that leaves open (fields that come twice).
public enum TwilioSignature {
    public static let header = "X-Twilio-Signature"

    /// - Parameters:
    ///   - url: what Twilio called, as it was written: scheme, host, port, path and query.
    ///   - fields: of a form, decoded; none when the body is no form.
    public static func sign(url: String, fields: [FormField], key: SymmetricKey) -> String {
        Base64.encode(
            HMAC<Insecure.SHA1>.authenticationCode(for: Array(url.utf8) + signedText(fields), using: key))
    }

    /// Names and values one behind the other, by name in the order of code points, each of a name's different values
    /// once. All fields count, since Twilio adds new ones without notice.
    static func signedText(_ fields: [FormField]) -> [UInt8] {
        // The order of UTF-8's bytes is that of the code points; `String` has another, and takes é and e + ´ for equal.
        let sorted = fields.map { (name: Array($0.name.utf8), value: Array($0.value.utf8)) }.sorted {
            $0.name == $1.name
                ? $0.value.lexicographicallyPrecedes($1.value) : $0.name.lexicographicallyPrecedes($1.name)
        }
        var text: [UInt8] = []
        for (position, field) in sorted.enumerated() {
            if position > 0, sorted[position - 1] == field { continue }
            text += field.name
            text += field.value
        }
        return text
    }
}
