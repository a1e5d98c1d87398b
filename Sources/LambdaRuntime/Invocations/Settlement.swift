import Synchronization

/// A value that several may offer and one takes: the first offer counts, later ones are dropped.
final class Settlement<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Value, Never>)
        case settled(Value)
        case taken
    }

    private let state = Mutex(State.open)

    /// - Returns: whether this offer is the one that counts.
    @discardableResult
    func settle(_ value: Value) -> Bool {
        let (isFirst, continuation): (Bool, CheckedContinuation<Value, Never>?) = state.withLock { state in
            switch state {
            case .open:
                state = .settled(value)
                return (true, nil)
            case .awaited(let continuation):
                state = .taken
                return (true, continuation)
            case .settled, .taken:
                return (false, nil)
            }
        }
        continuation?.resume(returning: value)
        return isFirst
    }

    /// Waits for the value. There is one who waits; cancelling the task does not end it.
    func value() async -> Value {
        await withCheckedContinuation { continuation in
            let value: Value? = state.withLock { state in
                switch state {
                case .open, .awaited, .taken:
                    state = .awaited(continuation)
                    return nil
                case .settled(let value):
                    state = .taken
                    return value
                }
            }
            if let value { continuation.resume(returning: value) }
        }
    }
}
