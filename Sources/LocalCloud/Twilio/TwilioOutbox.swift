import Synchronization
import Twilio

/// What was sent, and how far it has come.
final class TwilioOutbox: Sendable {
    private struct State {
        var messages: [TwilioMessage] = []
        /// How often a message has met an outcome that it is to meet a number of times.
        var encounters: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// In the order in which they were sent.
    var all: [TwilioMessage] { state.withLock { $0.messages } }

    func add(_ message: TwilioMessage) { state.withLock { $0.messages.append(message) } }

    func message(_ sid: String) -> TwilioMessage? { all.first { $0.sid == sid } }

    func update(_ sid: String, status: MessageStatus, errorCode: Int?) {
        state.withLock { state in
            guard let position = state.messages.firstIndex(where: { $0.sid == sid }) else { return }
            state.messages[position].status = status
            state.messages[position].errorCode = errorCode
        }
    }

    /// Whether a message meets an outcome once more. After so many times it meets it anew with the next one.
    func encounters(_ key: String, times: Int?) -> Bool {
        guard let times else { return true }
        return state.withLock { state in
            let count = state.encounters[key, default: 0]
            state.encounters[key] = count < times ? count + 1 : nil
            return count < times
        }
    }
}
