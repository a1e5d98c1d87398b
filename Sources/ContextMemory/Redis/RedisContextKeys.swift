/// The keys of one session. The first is the original's; the braces around it in the others put all three into one slot of
/// a cluster, and keep them apart from every session's own key.
struct RedisContextKeys {
    /// A hash: `created_at`, `last_updated`, `last` (how many messages there have been), and of the summary `summary`,
    /// `summary_through`, `summary_at`. Or the original's JSON in a string, until the first write.
    let session: String
    /// A list of JSON objects, oldest first.
    let messages: String
    /// A hash: the number of each message in the list, by the message's id.
    let numbers: String

    init(_ id: String) {
        session = "session:\(id)"
        messages = "{\(session)}:messages"
        numbers = "{\(session)}:numbers"
    }

    var all: [String] { [session, messages, numbers] }
}
