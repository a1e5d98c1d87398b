/// Which way a message goes.
enum MessageDirection: String, Sendable, CaseIterable {
    /// From the customer.
    case inbound
    /// To the customer.
    case outbound
}
