import WireFormats

/// The fields of a webhook that have no place of their own, as far as there is room.
struct FieldRemainder {
    static let maximumCount = 100
    /// Bytes of names and values together.
    static let maximumBytes = 16 << 10

    private(set) var referral: [FormField] = []
    private(set) var others: [FormField] = []
    private(set) var omittedCount = 0

    init(_ form: FormBody, knownNames: Set<String>) {
        var room = Self.maximumBytes
        for field in form.fields where !knownNames.contains(field.name) && !InboundMedia.isField(field.name) {
            let size = field.name.utf8.count + field.value.utf8.count
            guard referral.count + others.count < Self.maximumCount, size <= room else {
                omittedCount += 1
                continue
            }
            room -= size
            if field.name.utf8.starts(with: "Referral".utf8) { referral.append(field) } else { others.append(field) }
        }
        // Every message says how many media its advertisement has, also without an advertisement.
        if referral.allSatisfy({ $0.name == "ReferralNumMedia" || $0.value.isEmpty }) {
            others += referral
            referral = []
        }
    }
}
