/// How much of everything is accepted. The item's limit is DynamoDB's (400 KB); the rest leaves room for it.
enum Limits {
    static let userID = 256
    static let identifier = 128
    static let idempotencyKey = 256
    static let title = 2000
    static let comments = 10_000
    static let feedbackCategory = 200
    /// In characters.
    static let feedbackComment = 2000
    /// Prompt, answer and sources of one message.
    static let message = 350 * 1024
    static let sources = 5000
    static let page = 1000
    /// Of a response, as it lies escaped in the invocation's answer, which may have 6,291,556 bytes (Lambda quotas).
    static let response = 5_500_000
}
