import WireFormats

/// Whether free text may be sent to a contact: within 24 hours of their last message, whatever has become of the session.
/// Outside, WhatsApp delivers templates only.
struct ServiceWindow: Sendable, Hashable {
    static let length: Duration = .seconds(86_400)

    /// `nil` for a contact who has never written.
    let closesAt: Timestamp?
    let isOpen: Bool

    init(lastInboundAt: Timestamp?, now: Timestamp) {
        closesAt = lastInboundAt.map { $0 + Self.length }
        isOpen = closesAt.map { now < $0 } ?? false
    }
}
