import WireFormats

/// What a message is replied to with.
struct Reply: Sendable, Hashable {
    /// What the customer gets; `nil` for nothing.
    var text: String?
    /// The text says that something failed.
    var isError = false
    /// What we note for the staff.
    var note: String?
    /// Takes the place of the session's order.
    var orderDetails: JSON?

    static let none = Reply()

    init(_ text: String? = nil, isError: Bool = false, note: String? = nil, orderDetails: JSON? = nil) {
        self.text = text
        self.isError = isError
        self.note = note
        self.orderDetails = orderDetails
    }
}
