/// What a client may rely on.
enum Fate: Sendable {
    case acknowledged
    case unknown
}
