import SystemSupport
import WireFormats

/// The chats that earlier pages of a search have shown, in few bytes: a cursor carries them, and an address with one has to
/// stay under 8 KB.
///
/// 32 bits a chat: that one is taken for another of 500 happens once in eight million.
struct SeenChats: Sendable, Hashable {
    /// Beyond that many the ones shown first are forgotten; one of them may then come again with older messages.
    static let maximumCount = 500
    private static let digits = 8

    private(set) var text = ""

    init() {}
    init(text: String) { self.text = text }

    /// Of each of them its ``mark(_:)``.
    var marks: ExactSet {
        let digits = Array(text.utf8)
        return ExactSet(
            stride(from: 0, to: digits.count, by: Self.digits).map {
                String(decoding: digits[$0..<min($0 + Self.digits, digits.count)], as: UTF8.self)
            })
    }

    static func mark(_ key: ChatKey) -> String { String(RequestDigest.of(.string(key.id)).prefix(digits)) }

    func adding(_ keys: [ChatKey]) -> SeenChats {
        SeenChats(text: String((text + keys.map(Self.mark).joined()).suffix(Self.maximumCount * Self.digits)))
    }
}
