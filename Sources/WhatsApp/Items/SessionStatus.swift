/// Where a session stands in its life. It begins as active and ends once, in one of the other two.
enum SessionStatus: String, Sendable, CaseIterable {
    case active
    /// Ended by somebody.
    case completed
    /// Ended by silence.
    case expired

    func mayBecome(_ next: SessionStatus) -> Bool { self == .active || self == next }
}

/// Who answers the customer.
enum SessionMode: String, Sendable, CaseIterable {
    case bot
    /// Somebody of the staff; what comes in is stored, and nothing answers it by itself.
    case human
}
