import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// AWS's own Runtime Interface Emulator with an executable as the function. `scripts/setup` fetches it; `COLLOQUY_RIE`
/// names another one.
public final class RuntimeInterfaceEmulator: Sendable {
    /// How the emulator runs functions.
    public enum Mode: Sendable {
        /// One invocation at a time, as on classic Lambda.
        case classic
        /// So many at once, as on Managed Instances. The emulator starts only `/var/task/bootstrap` then, as another user:
        /// the executable is copied there for as long as the value lives, which takes root.
        case managedInstances(concurrency: Int)
    }

    /// The emulator's answer to an invocation.
    public struct Answer: Sendable, Hashable {
        public var status: Int
        public var body: String
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// Where the emulator lies; `nil` when it has not been fetched.
    public static var executable: String? {
        let named = ProcessInfo.processInfo.environment["COLLOQUY_RIE"]
        let path = named ?? PackageRoot.path + "/.build/rie/aws-lambda-rie"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    public static var isAvailable: Bool { executable != nil }
    public static var canRunManagedInstances: Bool { isAvailable && geteuid() == 0 }

    private let process: ChildProcess
    private let url: URL
    private let session: URLSession
    private let task: TaskDirectory?

    private init(process: ChildProcess, port: UInt16, task: TaskDirectory?) throws {
        self.process = process
        self.task = task
        guard let url = URL(string: "http://127.0.0.1:\(port)/2015-03-31/functions/function/invocations") else {
            throw Failure(description: "no URL")
        }
        self.url = url
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = 64
        configuration.timeoutIntervalForRequest = 60
        session = URLSession(configuration: configuration)
    }

    /// Starts the emulator, both of its addresses on loopback ports that the kernel chose.
    ///
    /// - Parameter environment: added to the test's own; `AWS_LAMBDA_FUNCTION_TIMEOUT` is in seconds.
    public static func start(
        _ function: String, mode: Mode = .classic, environment: [String: String] = [:]
    ) async throws -> RuntimeInterfaceEmulator {
        guard let executable else { throw Failure(description: "the emulator is not there; run scripts/setup") }
        var environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var task: TaskDirectory?
        var logLevel = "info"
        if case .managedInstances(let concurrency) = mode {
            task = try await TaskDirectory.holding(function)
            environment["AWS_LAMBDA_MAX_CONCURRENCY"] = String(concurrency)
            logLevel = "debug"
        }
        // The emulator takes ports only by number, so somebody else may get them first: then others are tried.
        for _ in 0..<5 {
            let ports = try freePorts()
            let process = try ChildProcess(
                executable,
                [
                    "--runtime-interface-emulator-address", "127.0.0.1:\(ports.0)", "--runtime-api-address",
                    "127.0.0.1:\(ports.1)", "--log-level", logLevel, task?.function ?? function,
                ], environment: environment)
            if try await accepts(port: ports.0, process) {
                let emulator = try RuntimeInterfaceEmulator(process: process, port: ports.0, task: task)
                // On Managed Instances the function starts before any invocation, and one that finds none of its polls
                // waiting is refused.
                if case .managedInstances(let concurrency) = mode {
                    try await emulator.waitForLog("InvokeRouter: received runtime /next", count: concurrency)
                }
                return emulator
            }
        }
        throw Failure(description: "the emulator did not start")
    }

    deinit { process.kill() }

    /// The whole lines of what the emulator and the function have written. An invocation's may come after its answer.
    public var log: String {
        let text = process.text
        guard let end = text.lastIndex(where: \.isNewline) else { return "" }
        return String(text[...end])
    }

    /// Invokes the function and waits for its answer.
    public func invoke(_ payload: String, headers: [String: String] = [:]) async throws -> Answer {
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = Data(payload.utf8)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response): (Data, URLResponse)
        do {
            (data, response) = try await session.data(for: request)
        } catch {
            // The emulator ends when the function does.
            throw Failure(description: "\(error); running: \(process.isRunning); the emulator's log: \(log)")
        }
        guard let response = response as? HTTPURLResponse else { throw Failure(description: "no HTTP response") }
        return Answer(status: response.statusCode, body: String(decoding: data, as: UTF8.self))
    }

    /// Waits until a text is in the output so many times.
    public func waitForLog(_ text: String, count: Int = 1, timeout: Duration = .seconds(60)) async throws {
        let end = ContinuousClock.now + timeout
        while log.components(separatedBy: text).count <= count {
            guard process.isRunning, ContinuousClock.now < end else {
                throw Failure(description: "not \(count) times «\(text)» in: \(log)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func freePorts() throws -> (UInt16, UInt16) {
        let (first, second) = (try RefusingPort(), try RefusingPort())
        return (first.port, second.port)
    }

    private static func accepts(port: UInt16, _ process: ChildProcess) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(20)
        while process.isRunning, ContinuousClock.now < end {
            if isListening(port) { return true }
            try await Task.sleep(for: .milliseconds(5))
        }
        return false
    }

    private static func isListening(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return withUnsafeBytes(of: &address) { bytes in
            connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

/// `/var/task` with the executable as `bootstrap`, ours alone until the value goes.
private final class TaskDirectory: Sendable {
    static let path = "/var/task"
    var function: String { Self.path + "/bootstrap" }
    private let lock: Int32

    private init(lock: Int32) { self.lock = lock }

    /// Waits until no other test has it. A folder that is not ours is left alone.
    static func holding(_ executable: String) async throws -> TaskDirectory {
        let lock = open("/tmp/colloquy-var-task.lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw RuntimeInterfaceEmulator.Failure(description: "no lock for \(path)") }
        do {
            while flock(lock, LOCK_EX | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(20)) }
            let (files, mark) = (FileManager.default, path + "/.colloquy-test")
            if files.fileExists(atPath: path) {
                guard files.fileExists(atPath: mark) else {
                    throw RuntimeInterfaceEmulator.Failure(description: "\(path) exists and is not a test's")
                }
                // Left behind by a test that was killed.
                try files.removeItem(atPath: path)
            }
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            try Data().write(to: URL(filePath: mark))
            try files.copyItem(atPath: executable, toPath: path + "/bootstrap")
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/bootstrap")
            return TaskDirectory(lock: lock)
        } catch {
            close(lock)
            throw error
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: Self.path)
        close(lock)
    }
}
