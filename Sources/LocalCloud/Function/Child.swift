import CProcess
import Foundation
import Synchronization

/// A program that runs as a child process and ends with this one at the latest, however this one ends (on Linux; elsewhere
/// only when it ends in good order). It knows nothing of Lambda.
final class Child: Sendable {
    /// How a process ended.
    enum Exit: Sendable, Hashable, CustomStringConvertible {
        case status(Int32)
        case signal(Int32)

        /// In the words of Lambda's `Runtime.ExitError`.
        var description: String {
            switch self {
            case .status(let status): "exit status \(status)"
            case .signal(let number):
                "signal: \(strsignal(number).map { String(cString: $0).lowercased() } ?? "\(number)")"
            }
        }
    }

    /// The operating system refused to start the program.
    struct StartFailure: Error, Hashable, CustomStringConvertible {
        let path: String
        let errorNumber: Int32

        var description: String { "\(path) cannot be started: \(String(cString: strerror(errorNumber)))" }
    }

    private struct State {
        var exit: Exit?
        var waiters: [CheckedContinuation<Exit, Never>] = []
    }

    let processIdentifier: Int32
    private let state = Mutex(State())

    private init(processIdentifier: Int32) { self.processIdentifier = processIdentifier }

    /// - Parameters:
    ///   - environment: the whole environment of the child.
    ///   - output: gets each line of its standard output and standard error, on a thread of the child's own.
    static func start(
        _ path: String, arguments: [String] = [], environment: [String: String], directory: String? = nil,
        output: @escaping @Sendable (String) -> Void
    ) async throws(StartFailure) -> Child {
        let result = await withCheckedContinuation {
            (started: CheckedContinuation<Result<Child, StartFailure>, Never>) in
            // One thread for the life of the child: the kernel ends the child with the thread that started it.
            Thread.detachNewThread {
                let process = spawn(path, arguments, environment, directory)
                guard let process else {
                    started.resume(returning: .failure(StartFailure(path: path, errorNumber: ENOMEM)))
                    return
                }
                guard process.errorNumber == 0 else {
                    started.resume(returning: .failure(StartFailure(path: path, errorNumber: process.errorNumber)))
                    return
                }
                let child = Child(processIdentifier: process.identifier)
                started.resume(returning: .success(child))
                forward([process.output, process.error], until: process.identifier, to: output)
                child.reap()
            }
        }
        return try result.get()
    }

    /// Sends a signal, unless the process has ended already.
    func send(signal number: Int32) {
        state.withLock { state in
            if state.exit == nil { _ = Foundation.kill(processIdentifier, number) }
        }
    }

    /// Ends the process and those that it started, unless it has ended already.
    func kill() {
        state.withLock { state in
            if state.exit == nil { _ = Foundation.kill(-processIdentifier, SIGKILL) }
        }
    }

    /// Waits for the end; all that the child printed has been handed over by then.
    func wait() async -> Exit {
        await withCheckedContinuation { continuation in
            let exit: Exit? = state.withLock { state in
                if state.exit == nil { state.waiters.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    private func reap() {
        _ = colloquy_await_end(processIdentifier)
        let (exit, waiters) = state.withLock { state in
            // What it leaves behind goes with it, as in Lambda. Until it is reaped, the group's id is its own.
            _ = Foundation.kill(-processIdentifier, SIGKILL)
            let code = colloquy_reap(processIdentifier)
            let exit = code < 0 ? Exit.signal(-code) : .status(code)
            state.exit = exit
            defer { state.waiters = [] }
            return (exit, state.waiters)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }
}

extension Child {
    private typealias Process = (identifier: pid_t, output: Int32, error: Int32, errorNumber: Int32)

    /// `nil` when there is no memory for the arguments.
    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ directory: String?
    ) -> Process? {
        let argv = ([path] + arguments).map { strdup($0) }
        let envp = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for pointer in argv + envp { free(pointer) } }
        guard !(argv + envp).contains(nil) else { return nil }
        var process: Process = (0, -1, -1, 0)
        process.errorNumber = colloquy_spawn(
            path, argv + [nil], envp + [nil], directory, &process.identifier, &process.output, &process.error)
        return process
    }

    /// Reads until both ends are closed. A grandchild may hold them open when the child has long ended; then what is left
    /// in the pipes is read, and no more waited for.
    private static func forward(
        _ descriptors: [Int32], until process: pid_t, to output: (String) -> Void
    ) {
        var streams = descriptors.map { (descriptor: $0, splitter: LineSplitter()) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !streams.isEmpty {
            var polled = streams.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            let ready = poll(&polled, nfds_t(polled.count), 250)
            if ready < 0, errno != EINTR { break }
            if ready == 0, hasEnded(process) { break }
            for index in polled.indices.reversed() where polled[index].revents != 0 {
                let count = read(streams[index].descriptor, &buffer, buffer.count)
                if count > 0 {
                    streams[index].splitter.add(buffer[..<count], to: output)
                } else if count == 0 || errno != EINTR {
                    streams[index].splitter.finish(to: output)
                    close(streams[index].descriptor)
                    streams.remove(at: index)
                }
            }
        }
        for index in streams.indices {
            streams[index].splitter.finish(to: output)
            close(streams[index].descriptor)
        }
    }

    private static func hasEnded(_ process: pid_t) -> Bool {
        var information = siginfo_t()
        // With WNOHANG a running child gives success too, and leaves the signal's number at 0.
        return waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT | WNOHANG) == 0
            && information.si_signo != 0
    }
}
