/// How far a message that we sent has come (Twilio: message status values).
enum DeliveryStatus: String, Sendable, CaseIterable {
    case accepted, scheduled, queued, sending, sent, delivered, read, failed, undelivered, canceled

    /// Reports come in any order: one counts if it is of a higher rank than those before. The last three are final.
    var rank: Int {
        switch self {
        case .accepted, .scheduled, .queued: 0
        case .sending: 1
        case .sent: 2
        case .delivered: 3
        case .read: 4
        case .failed, .undelivered, .canceled: 9
        }
    }

    /// The highest rank that this may take the place of, exclusively. What has been delivered can no longer fail.
    var supersedes: Int { min(rank, Self.delivered.rank + (isFailure ? 0 : 1)) }

    var isFailure: Bool { rank == 9 }
}
