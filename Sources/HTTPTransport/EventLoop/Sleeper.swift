/// One ``CurlEventLoop/sleep(for:)``. Confined to the loop's thread.
final class Sleeper: @unchecked Sendable {
    private enum State {
        case new
        case waiting(UnsafeContinuation<Bool, Never>)
        case ended
    }

    private var state = State.new

    var isWaiting: Bool {
        if case .waiting = state { true } else { false }
    }

    /// - Returns: false when it had been cancelled before; the continuation is resumed then.
    func wait(_ continuation: UnsafeContinuation<Bool, Never>) -> Bool {
        guard case .new = state else {
            continuation.resume(returning: false)
            return false
        }
        state = .waiting(continuation)
        return true
    }

    /// - Parameter inTime: false when it is cancelled.
    func end(inTime: Bool) {
        if case .waiting(let continuation) = state { continuation.resume(returning: inTime) }
        state = .ended
    }
}
