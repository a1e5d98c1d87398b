import AWSServices
import SystemSupport
import WireFormats

/// Somebody who talks with us.
struct Contact: Sendable, Hashable {
    let address: ContactAddress
    /// As they call themselves on WhatsApp.
    var profileName: String?
    /// Of the current session, or of the last one: ``WhatsAppSession/ordinal``.
    var sessionOrdinal: Int
    var lastInboundAt: Timestamp?
    var optedOutAt: Timestamp?
    /// Their number, in E.164, also where they are kept under an id.
    var phone: String?

    init(
        address: ContactAddress, profileName: String? = nil, sessionOrdinal: Int, lastInboundAt: Timestamp? = nil,
        optedOutAt: Timestamp? = nil
    ) {
        self.address = address
        self.profileName = profileName
        self.sessionOrdinal = sessionOrdinal
        self.lastInboundAt = lastInboundAt
        self.optedOutAt = optedOutAt
        phone = address.phone
    }

    init?(_ item: Item) {
        guard let address = ContactAddress(item), item[ConversationAttribute.sort]?.string == "contact",
            let ordinal = item[ContactAttribute.sessionOrdinal]?.int
        else { return nil }
        self.init(
            address: address, profileName: item[ContactAttribute.profileName]?.string, sessionOrdinal: ordinal,
            lastInboundAt: item[ContactAttribute.lastInboundAt]?.string.flatMap { Timestamp($0) },
            optedOutAt: item[ContactAttribute.optedOutAt]?.string.flatMap { Timestamp($0) })
        phone = phone ?? item[ContactAttribute.phone]?.string
    }

    /// What is still known of a contact who was removed before their session.
    init(ofRemaining session: WhatsAppSession) {
        self.init(address: session.address, sessionOrdinal: session.ordinal)
    }

    var hasOptedOut: Bool { optedOutAt != nil }

    func window(at now: Timestamp) -> ServiceWindow { ServiceWindow(lastInboundAt: lastInboundAt, now: now) }
}
