import SystemSupport
import WireFormats

/// A prompt that is to be answered.
struct NewPrompt: Sendable, Hashable {
    var id: String
    var text: String

    /// What makes two requests with the same id the same.
    var digest: String { RequestDigest.of(["prompt": .string(text)]) }
}
