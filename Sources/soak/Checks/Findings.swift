import Synchronization

/// What was checked, how often, and what was wrong.
final class Findings: Sendable {
    enum Check: String, Sendable, CaseIterable {
        case there = "acknowledged writes are there"
        case once = "no write is there twice"
        case known = "nothing is there that nobody wrote"
        case reads = "reads show what was acknowledged"
        case counters = "counters agree with items"
        case order = "messages stand in their order"
        case refusals = "no valid request is refused"
        case ended = "every assessment has ended"
        case documents = "completed assessments have documents"
        case replied = "every WhatsApp message has one reply"
        case sent = "what was to be sent was sent once"
        case calm = "nothing is left to do"
        case memory = "memory is flat"
        case descriptors = "file descriptors are flat"
        case processes = "no process is left over"
    }

    struct Finding: Sendable {
        var checked = 0
        var failures: [String] = []
        /// Why it was not checked.
        var remark: String?
    }

    private let state = Mutex<[Check: Finding]>([:])

    func expect(_ check: Check, _ isTrue: Bool, _ failure: @autoclosure () -> String) {
        state.withLock { findings in
            findings[check, default: Finding()].checked += 1
            if !isTrue { findings[check, default: Finding()].failures.append(failure()) }
        }
    }

    /// That a write is there exactly once, or at most once.
    func expect(_ fate: Fate, count: Int, _ write: @autoclosure () -> String) {
        if fate == .acknowledged { expect(.there, count >= 1, "lost: \(write())") }
        expect(.once, count <= 1, "\(count) times: \(write())")
    }

    /// That what was acknowledged is shown.
    func expectShown(_ writes: [Write], in shown: [String], of id: String) {
        for token in writes.acknowledged { expect(.reads, shown.contains(token), "\(id) does not show \(token)") }
    }

    /// That what was acknowledged stands in the order in which it was.
    func expectOrder(_ writes: [Write], in shown: [String], of id: String) {
        let order = writes.acknowledged
        expect(.order, shown.filter(Set(order).contains) == order, "\(id): \(shown), not \(order)")
    }

    /// That a counter says how many messages there are.
    func expectCount(_ counter: Int, messages: Int, of id: String) {
        expect(.counters, counter == messages, "\(id) counts \(counter) messages and has \(messages)")
    }

    func remark(_ check: Check, _ text: String) {
        state.withLock { $0[check, default: Finding()].remark = text }
    }

    subscript(check: Check) -> Finding { state.withLock { $0[check] ?? Finding() } }

    var haveFailures: Bool { state.withLock { $0.values.contains { !$0.failures.isEmpty } } }
}
