import Gateway
import SystemSupport
import WireFormats

/// What a client asks of `POST /api/generate/`.
struct GenerateRequest: Sendable, Hashable {
    var prompt: String
    /// `nil` begins a new chat.
    var sessionID: String?
    /// In turns.
    var window: Int
    /// What makes a repeat of the request one.
    var messageID: String?

    /// Of ids that clients choose, in bytes.
    static let maximumID = 128

    /// - Throws: 422 for a field that is wrong, 413 for a prompt that is too long.
    init(_ request: Request) throws(Failure) {
        let arguments = try Arguments(body: request.body)
        prompt = try arguments.string("prompt", maximumBytes: .max, allowsEmpty: true)
        guard prompt.utf8.count <= ChatMessage.maximumPrompt else {
            throw Failure(.tooLarge, "prompt must be at most \(ChatMessage.maximumPrompt) bytes long")
        }
        // The original stored it, and then failed: no model takes a blank message.
        guard !prompt.isBlank else {
            throw arguments.invalid("prompt", "must have something in it")
        }
        let session = try arguments.stringIfPresent("session_id", maximumBytes: .max, allowsEmpty: true) ?? ""
        sessionID = session.isEmpty ? nil : session
        guard session.isEmpty || ChatKey.isValid(session) else {
            throw arguments.invalid("session_id", WebChat.idRule)
        }
        window = ContextWindow.defaultTurns
        if let turns = arguments["max_history"] {
            guard let turns = turns.int else { throw arguments.invalid("max_history", "must be a whole number") }
            window = min(max(0, turns), ContextWindow.maximumTurns)
        }
        // The original took it and made no use of it; here too, but it has to be a text.
        _ = try arguments.stringIfPresent("response_type", allowsEmpty: true)
        messageID = try arguments.stringIfPresent("message_id", maximumBytes: Self.maximumID)
        if messageID == nil, let key = try request.headers.idempotencyKey {
            messageID = DerivedUUID.of("chat prompt", "", key)
        }
    }
}
