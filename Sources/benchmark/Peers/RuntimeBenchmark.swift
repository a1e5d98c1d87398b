import Glibc
import Synchronization
import WireFormats

/// Runs a Lambda runtime against a Runtime API that hands out the same event again and again, and times it from the
/// API's side: from handing out an event to having its response.
struct RuntimeBenchmark {
    struct Result {
        /// Microseconds for one invocation.
        var invocations: [Double]
        /// Milliseconds from starting the process to its first `/next`.
        var start: Double
        /// Milliseconds from starting the process to its first answer.
        var firstAnswer: Double
        /// Peak resident memory, in kilobytes.
        var peakMemory: Int
    }

    let event: [UInt8]
    let count: Int
    /// What ends the process.
    var signal = SIGKILL

    private struct State {
        var started = ContinuousClock.now
        var handedOut: ContinuousClock.Instant?
        var firstNext: ContinuousClock.Instant?
        var firstAnswer: ContinuousClock.Instant?
        var durations: [Double] = []
    }

    /// - Parameter launch: starts the runtime with the Runtime API's `host:port` and gives its process id; 0 for a
    ///   runtime on a thread of this process.
    func run(launch: (String) throws -> pid_t) throws -> Result {
        let state = Mutex(State())
        let finished = Flag()
        let event = event
        let count = count
        let server = try LoopbackServer { message in
            if message.line.hasPrefix("GET /2018-06-01/runtime/invocation/next") {
                let isOver = state.withLock { state in
                    if state.firstNext == nil { state.firstNext = .now }
                    return state.durations.count >= count
                }
                if isOver {
                    finished.raise()
                    sleep(3600)
                }
                let deadline = SystemClock.now().milliseconds + 60_000
                let answer = response(
                    "200 OK",
                    headers: [
                        "Content-Type: application/json",
                        "Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                        "Lambda-Runtime-Deadline-Ms: \(deadline)",
                        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:bench",
                        "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
                    ], body: event)
                state.withLock { $0.handedOut = .now }
                return answer
            }
            if message.line.hasPrefix("POST /2018-06-01/runtime/invocation/") {
                let now = ContinuousClock.now
                state.withLock { state in
                    guard let handedOut = state.handedOut else { return }
                    if state.firstAnswer == nil { state.firstAnswer = now }
                    state.durations.append((now - handedOut).microseconds)
                }
                return response("202 Accepted", body: [])
            }
            return response("403 Forbidden", body: [])
        }
        state.withLock { $0.started = .now }
        let process = try launch("127.0.0.1:\(server.port)")
        defer {
            if process != 0 {
                kill(process, signal)
                waitpid(process, nil, 0)
            }
        }
        let hasEnded = { process != 0 && waitpid(process, nil, WNOHANG) == process }
        guard finished.wait(seconds: 120, unless: hasEnded) else {
            throw BenchmarkError("the runtime ended or was silent before it had answered \(count) events")
        }
        let peak = try process == 0 ? 0 : peakMemory(of: process)
        return state.withLock { state in
            let started = state.started
            func milliseconds(_ end: ContinuousClock.Instant?) -> Double {
                (end ?? started).duration(from: started).microseconds / 1000
            }
            // The first tenth warms caches up and is not counted.
            return Result(
                invocations: Array(state.durations.dropFirst(count / 10)), start: milliseconds(state.firstNext),
                firstAnswer: milliseconds(state.firstAnswer), peakMemory: peak)
        }
    }

    private func peakMemory(of process: pid_t) throws -> Int {
        let status = try TextFile(path: "/proc/\(process)/status").read().split(separator: "\n")
        guard let peak = status.first(where: { $0.hasPrefix("VmHWM:") }).flatMap({ Int($0.filter(\.isNumber)) }) else {
            throw BenchmarkError("the kernel does not say how much memory \(process) has used")
        }
        return peak
    }
}

/// The least that a runtime can do: one raw socket, a constant answer, no JSON. What remains is the measurement itself.
func floorRuntime(_ address: String) {
    guard let port = UInt16(address.split(separator: ":")[1]), var connection = try? SocketConnection(port: port) else {
        return
    }
    let next = Array("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: \(address)\r\n\r\n".utf8)
    let answer = Array(
        """
        POST /2018-06-01/runtime/invocation/8476a536-e9f4-11e8-9739-2dfe598c3fcd/response HTTP/1.1\r
        Host: \(address)\r
        Content-Length: 2\r
        \r
        {}
        """.utf8)
    while connection.write(next), connection.readMessage() != nil, connection.write(answer),
        connection.readMessage() != nil
    {}
}

/// One thread waits until another one says go.
final class Flag: Sendable {
    private let raised = Mutex(false)

    func raise() { raised.withLock { $0 = true } }

    /// - Returns: false when the time is over or `isLost` before the flag is raised.
    func wait(seconds: Int, unless isLost: () -> Bool) -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, !isLost() {
            if raised.withLock({ $0 }) { return true }
            usleep(1000)
        }
        return false
    }
}

extension ContinuousClock.Instant {
    func duration(from start: ContinuousClock.Instant) -> Duration { start.duration(to: self) }
}
