/// The right to reply to a message, until its lease runs out.
struct ReplyClaim: Sendable, Hashable {
    let address: ContactAddress
    let receiptID: String
    let leaseOwner: String
    /// Of the session that the message is in.
    let ordinal: Int
}
