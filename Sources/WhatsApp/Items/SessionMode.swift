/// Who answers the customer.
enum SessionMode: String, Sendable, CaseIterable {
    case bot
    /// Somebody of the staff; what comes in is stored, and nothing answers it by itself.
    case human
}
