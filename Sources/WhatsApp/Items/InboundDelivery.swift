/// A message that Twilio hands over.
struct InboundDelivery: Sendable, Hashable {
    /// `MessageSid`: one message, however often it is handed over.
    var sid: String
    var address: ContactAddress
    var profileName: String?
    var message: NewMessage

    init(sid: String, from address: ContactAddress, profileName: String? = nil, _ message: NewMessage) {
        self.sid = sid
        self.address = address
        self.profileName = profileName
        self.message = message
    }
}
