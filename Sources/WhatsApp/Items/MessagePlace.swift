import AWSServices
import SystemSupport
import WireFormats

/// Where a message stands among those of its contact: `message#<session>#<time>#<tie-break>`.
struct MessagePlace: Sendable, Hashable {
    /// Of the session: ``WhatsAppSession/ordinal``.
    let ordinal: Int
    let time: Timestamp
    /// Tells apart what was stored in the same microsecond.
    let tieBreak: String

    static let prefix = "message#"

    init(ordinal: Int, time: Timestamp, tieBreak: String) {
        self.ordinal = ordinal
        self.time = time
        self.tieBreak = tieBreak
    }

    init?(sort: String) {
        let parts = sort.split(separator: "#", omittingEmptySubsequences: false)
        guard sort.hasBytePrefix(Self.prefix), parts.count == 4, let ordinal = Int(parts[1]),
            let time = Timestamp(String(parts[2]))
        else { return nil }
        self.init(ordinal: ordinal, time: time, tieBreak: String(parts[3]))
    }

    var sort: String { "\(Self.prefix(ofSession: ordinal))\(time)#\(tieBreak)" }

    /// What the sort keys of all messages of a session begin with.
    static func prefix(ofSession ordinal: Int) -> String { "\(prefix)\(ContactAddress.text(ofOrdinal: ordinal))#" }
}
