import Synchronization
import WireFormats

/// Where sessions lie, by their ids, for as long as this process lives: a session never goes elsewhere, and ids are not used
/// again, so who has read it once need not read it again. Says nothing of whether the session is still there.
final class SessionPlaces: Sendable {
    private let places = Mutex<ExactDictionary<(ContactAddress, ordinal: Int)>>([:])

    /// Of places kept: some 200 KB.
    static let maximum = 1000

    subscript(id: String) -> (ContactAddress, ordinal: Int)? { places.withLock { $0[id] } }

    func note(_ id: String, _ address: ContactAddress, ordinal: Int) {
        places.withLock { places in
            // Begins anew: those that are asked for are soon there again.
            if places.count >= Self.maximum { places = [:] }
            places[id] = (address, ordinal)
        }
    }

    func note(_ session: WhatsAppSession) { note(session.id, session.address, ordinal: session.ordinal) }
}
