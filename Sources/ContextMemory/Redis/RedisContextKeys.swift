internal import Redis

/// The keys of one session. The first is the original's; the braces around it in the others put all three into one slot of
/// a cluster, and keep them apart from every session's own key.
///
/// Only an id with a `}` ends these braces too early. In a cluster, which refuses keys of several slots (`CROSSSLOT`), such
/// a session's list and hash have names made for the slot of its own key: `{session:N}:session:ID:messages:cluster`, with
/// the smallest number N that leads there. A single server keeps them where they have always been.
struct RedisContextKeys: Hashable {
    static let beginning = "session:"

    /// A hash: `created_at`, `last_updated`, `last` (how many messages there have been), and of the summary `summary`,
    /// `summary_through`, `summary_at`. Or the original's JSON in a string, until the first write.
    let session: String
    /// A list of JSON objects, oldest first.
    let messages: String
    /// A hash: the number of each message in the list, by the message's id.
    let numbers: String

    /// In a cluster: three keys of one slot, whatever the id.
    init(_ id: String) {
        let single = RedisContextKeys(onSingleServer: id)
        let slot = RedisSlot(of: single.session.utf8)
        guard id.utf8.contains(UInt8(ascii: "}")), RedisSlot(of: single.messages.utf8) != slot else {
            self = single
            return
        }
        session = single.session
        // The ends keep them apart from the other form, which may begin alike.
        let tagged = "{\(slot.text(beginning: Self.beginning))}:\(session)"
        messages = tagged + ":messages:cluster"
        numbers = tagged + ":numbers:cluster"
    }

    /// Where there are no slots: the same, but for an id with a `}`.
    init(onSingleServer id: String) {
        session = Self.beginning + id
        messages = "{\(session)}:messages"
        numbers = "{\(session)}:numbers"
    }

    var all: [String] { [session, messages, numbers] }
}
