/// A message that Twilio hands over.
struct InboundDelivery: Sendable, Hashable {
    /// `MessageSid`: one message, however often it is handed over.
    var sid: String
    var address: ContactAddress
    /// Of the same person, where the message names two: a number and an id.
    var otherAddress: ContactAddress?
    var profileName: String?
    var message: NewMessage

    init(
        sid: String, from address: ContactAddress, also otherAddress: ContactAddress? = nil, profileName: String? = nil,
        _ message: NewMessage
    ) {
        self.sid = sid
        self.address = address
        self.otherAddress = otherAddress == address ? nil : otherAddress
        self.profileName = profileName
        self.message = message
    }
}
