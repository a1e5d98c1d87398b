/// Names of the attributes of an agent event's item, beside the members of the event itself.
enum EventAttribute {
    static let assessmentID = "session_id"
    /// ``EventSequence``; 0 is the word to its worker, see ``AssessmentStore/notify(_:)``.
    static let sequence = "seq"
    static let expiry = "ttl"
    /// Of that word: the attempt that must end.
    static let cancelled = "cancelled_attempt"
}
