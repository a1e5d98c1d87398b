import WireFormats

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
