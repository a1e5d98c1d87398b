import SystemSupport
import WireFormats

/// A prompt that is to be answered.
struct NewPrompt: Sendable, Hashable {
    var id: String
    var text: String

    /// What makes two requests with the same id the same.
    var digest: String { RequestDigest.of(["prompt": .string(text)]) }
}

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
