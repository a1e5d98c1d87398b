import Synchronization
import WireFormats

/// What a client would see of a run at certain moments of its agent's script.
final class SeenStates: Sendable {
    private let watched = Mutex<(office: Office, id: String)?>(nil)
    private let seen = Mutex<[String]>([])

    /// `STATUS stage percent`
    var states: [String] { seen.withLock { $0 } }

    func watch(_ office: Office, _ id: String) { watched.withLock { $0 = (office, id) } }

    func look() async throws {
        guard let (office, id) = watched.withLock({ $0 }) else { return }
        let status = try await office.status(id)
        let state = ["status", "current_stage", "progress"].map { name in
            status[name]?.string ?? status[name]?.text ?? ""
        }
        seen.withLock { $0.append(state.joined(separator: " ")) }
    }
}
