import WireFormats

/// The ids that Twilio gives: two letters that say of what, and 32 hexadecimal digits.
public enum TwilioSID {
    /// - Parameter prefix: `AC` of an account, `MG` of a messaging service, `HX` of a template.
    public static func isValid(_ text: String, prefix: String) -> Bool {
        let digits = text.utf8.dropFirst(prefix.utf8.count)
        return text.utf8.starts(with: prefix.utf8) && digits.count == 32
            && digits.allSatisfy { $0.hexDigitValue != nil }
    }
}
