import Synchronization

/// What is counted during one invocation, from any thread.
public final class InvocationMetrics: Sendable {
    /// What an invocation has come to.
    public struct Summary: Sendable, Hashable {
        /// What was asked for, as a pattern (`GET /api/results/{id}`); `nil` when nothing answers such an event.
        public var route: String?
        /// The answer is an error of this side: an HTTP status of 500 or more.
        public var hasFailed = false
        /// In the order in which they were first counted.
        public var counts: [Count] = []

        public init() {}
    }

    public struct Count: Sendable, Hashable {
        public var counter: Counter
        public var value: Int
    }

    /// Further counters are left out (embedded metric format: 100 metrics a document, some of which are the runtime's).
    public static let maximumCounters = 90

    private let state = Mutex(Summary())

    public init() {}

    public var summary: Summary { state.withLock { $0 } }

    /// - Parameter route: never a raw path: each route is a metric of its own, and paths hold ids.
    public func setRoute(_ route: String) { state.withLock { $0.route = route } }

    public func fail() { state.withLock { $0.hasFailed = true } }

    /// - Parameter value: 0 makes the counter appear all the same.
    public func count(_ counter: Counter, _ value: Int = 1) {
        state.withLock { state in
            if let position = state.counts.firstIndex(where: { $0.counter == counter }) {
                state.counts[position].value += value
            } else if state.counts.count < Self.maximumCounters {
                state.counts.append(Count(counter: counter, value: value))
            }
        }
    }
}
