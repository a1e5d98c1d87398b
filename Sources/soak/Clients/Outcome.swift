/// What became of a write.
enum Outcome: Sendable {
    case acknowledged(Answer)
    /// An answer that another try would not change.
    case refused(Answer)
    /// The client has given up: it may be there once or not at all.
    case unknown

    var fate: Fate {
        switch self {
        case .acknowledged: .acknowledged
        case .refused, .unknown: .unknown
        }
    }
}
