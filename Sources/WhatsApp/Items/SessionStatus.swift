/// Where a session stands in its life. It begins as active and ends once, in one of the other two.
enum SessionStatus: String, Sendable, CaseIterable {
    case active
    /// Ended by somebody.
    case completed
    /// Ended by silence.
    case expired

    func mayBecome(_ next: SessionStatus) -> Bool { self == .active || self == next }
}
