/// How many tokens a text may have, without asking the model: one for four bytes of ASCII, and one for every other scalar.
///
/// Models differ; for languages of the Latin script this is close, for others rather too much, which is the safe side of a
/// budget.
public enum TokenEstimate {
    /// What a message costs beside its text.
    private static let overhead = 4

    public static func of(_ text: String) -> Int {
        var ascii = 0
        var others = 0
        for byte in text.utf8 {
            if byte < 0x80 { ascii += 1 } else if byte >= 0xC0 { others += 1 }
        }
        return (ascii + 3) / 4 + others
    }

    public static func of(message text: String) -> Int { of(text) + overhead }
}
