/// What a request brought.
enum Reply: Sendable {
    case answer(Answer)
    /// None: the connection broke, or the function did.
    case nothing(String)
}
