internal import Glibc
internal import Synchronization

/// The process's signal handlers, as far as event loops have asked for them. A signal goes to the pipe that was added
/// last; when no pipe is left, what was installed before the first one holds again.
enum SignalHandlers {
    private struct Installed {
        var previous: sigaction
        var pipes: [Int32]
    }

    private static let installed = Mutex<[Int32: Installed]>([:])

    /// - Parameter pipe: the end to write to; it must stay open until ``remove(_:pipe:)``.
    static func add(_ signal: Int32, pipe: Int32) {
        guard signal > 0, signal < signalCount else { return }
        installed.withLock { installed in
            if installed[signal] != nil {
                installed[signal]?.pipes.append(pipe)
                targets[Int(signal)].store(pipe, ordering: .releasing)
                return
            }
            targets[Int(signal)].store(pipe, ordering: .releasing)
            var action = sigaction()
            action.__sigaction_handler.sa_handler = writeSignalNumber
            action.sa_flags = SA_RESTART
            var previous = sigaction()
            // Refused for SIGKILL and SIGSTOP, which nobody can handle.
            if sigaction(signal, &action, &previous) == 0 {
                installed[signal] = Installed(previous: previous, pipes: [pipe])
            }
        }
        // A process inherits the signals that its parent's thread blocks; Foundation's Process starts children from
        // threads that block nearly all. One thread that takes the signal is enough.
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, signal)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    static func remove(_ signal: Int32, pipe: Int32) {
        installed.withLock { installed in
            guard var entry = installed[signal] else { return }
            entry.pipes.removeAll { $0 == pipe }
            if let last = entry.pipes.last {
                installed[signal] = entry
                targets[Int(signal)].store(last, ordering: .releasing)
            } else {
                installed[signal] = nil
                sigaction(signal, &entry.previous, nil)
                targets[Int(signal)].store(-1, ordering: .releasing)
            }
        }
    }
}

/// One more than Linux's last signal.
private let signalCount: Int32 = 65

/// The pipe each signal is written to, or -1. Memory that is allocated once, before the first handler is installed, so
/// that the handler only reads an integer: little else is safe there.
nonisolated(unsafe) private let targets: UnsafeMutablePointer<Atomic<Int32>> = {
    let targets = UnsafeMutablePointer<Atomic<Int32>>.allocate(capacity: Int(signalCount))
    for signal in 0..<Int(signalCount) { (targets + signal).initialize(to: Atomic(-1)) }
    return targets
}()

private func writeSignalNumber(_ signal: Int32) {
    let savedErrno = errno
    let target = targets[Int(signal)].load(ordering: .acquiring)
    if target >= 0 {
        var number = UInt8(truncatingIfNeeded: signal)
        // A full pipe loses the signal, as one that is pending already is lost when it comes again.
        _ = write(target, &number, 1)
    }
    errno = savedErrno
}
