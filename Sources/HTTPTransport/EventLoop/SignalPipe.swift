internal import Glibc

/// Brings POSIX signals into an event loop: the handler writes the signal's number to a pipe, and the loop polls the
/// pipe. Confined to the loop's thread.
final class SignalPipe {
    /// One stream of ``CurlEventLoop/signals(_:)``.
    struct Listener {
        let signals: Set<Int32>
        let continuation: AsyncStream<Int32>.Continuation
    }

    private let readEnd: Int32
    private let writeEnd: Int32
    private var listeners: [UInt64: Listener] = [:]

    /// What the loop polls.
    var descriptor: Int32 { readEnd }

    /// `nil` when the process has no file descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        for signal in Set(listeners.values.flatMap(\.signals)) { SignalHandlers.remove(signal, pipe: writeEnd) }
        for listener in listeners.values { listener.continuation.finish() }
        close(readEnd)
        close(writeEnd)
    }

    func add(_ listener: Listener, number: UInt64) {
        for signal in listener.signals where !isListened(signal) { SignalHandlers.add(signal, pipe: writeEnd) }
        listeners[number] = listener
    }

    func remove(number: UInt64) {
        guard let listener = listeners.removeValue(forKey: number) else { return }
        for signal in listener.signals where !isListened(signal) { SignalHandlers.remove(signal, pipe: writeEnd) }
    }

    /// Hands out what has arrived.
    func drain() {
        var numbers = [UInt8](repeating: 0, count: 64)
        while true {
            let count = read(readEnd, &numbers, numbers.count)
            guard count > 0 else { return }
            for number in numbers[..<count] {
                for listener in listeners.values where listener.signals.contains(Int32(number)) {
                    listener.continuation.yield(Int32(number))
                }
            }
        }
    }

    private func isListened(_ signal: Int32) -> Bool {
        listeners.values.contains { $0.signals.contains(signal) }
    }
}
