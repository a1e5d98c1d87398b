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
        guard sort.hasPrefix(Self.prefix), parts.count == 4, let ordinal = Int(parts[1]),
            let time = Timestamp(String(parts[2]))
        else { return nil }
        self.init(ordinal: ordinal, time: time, tieBreak: String(parts[3]))
    }

    var sort: String { "\(Self.prefix(ofSession: ordinal))\(time)#\(tieBreak)" }

    /// What the sort keys of all messages of a session begin with.
    static func prefix(ofSession ordinal: Int) -> String { "\(prefix)\(ContactAddress.text(ofOrdinal: ordinal))#" }
}

/// A message's name outside of the store, in the URL to which Twilio reports what became of it: without the contact's number.
struct MessageReference: Sendable, Hashable, LosslessStringConvertible {
    let sessionID: String
    private let microseconds: Int64
    private let tieBreak: String

    init(sessionID: String, place: MessagePlace) {
        self.sessionID = sessionID
        microseconds = place.time.microseconds
        tieBreak = place.tieBreak
    }

    init?(_ description: String) {
        let parts = description.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, WhatsAppSession.isID(parts[0]), let microseconds = Int64(parts[1]),
            parts[2].utf8.count <= 16, parts[2].allSatisfy(\.isHexDigit)
        else { return nil }
        sessionID = String(parts[0])
        self.microseconds = microseconds
        tieBreak = String(parts[2])
    }

    var description: String { "\(sessionID)_\(microseconds)_\(tieBreak)" }

    /// In the session with that ordinal.
    func place(inSession ordinal: Int) -> MessagePlace {
        MessagePlace(ordinal: ordinal, time: Timestamp(microseconds: microseconds), tieBreak: tieBreak)
    }
}
