/// A node's answer to a command whose slot is another node's: `MOVED 3999 10.0.0.7:6379` from now on, or `ASK 3999
/// 10.0.0.7:6379` for this command, while the slot is being moved there. Nothing has been done.
struct RedisRedirection {
    var slot: RedisSlot
    /// `nil` when the node does not know its name.
    var target: RedisAddress?
    /// The command goes there behind an `ASKING`, and the slot stays where it is.
    var isOnlyForThisCommand: Bool

    /// - Returns: `nil` for another answer.
    init?(_ reply: String, from speaker: RedisAddress) {
        let words = reply.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "MOVED" || words[0] == "ASK", let number = Int(words[1]),
            let slot = RedisSlot(number), let colon = words[2].utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = Int(words[2][colon...].dropFirst())
        else { return nil }
        self.slot = slot
        target = RedisAddress(announcedHost: String(words[2][..<colon]), port: port, by: speaker)
        isOnlyForThisCommand = words[0] == "ASK"
    }
}
