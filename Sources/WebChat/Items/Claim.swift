/// A turn whose answer is this call's to give: nobody else gives it before the lease ends.
struct Claim: Sendable, Hashable {
    /// As it was when the turn was claimed.
    var chat: Chat
    var turn: TurnID
    var prompt: NewPrompt
    var leaseOwner: String
    /// What the model may know of turns long past.
    var summary: ChatSummary?
}
