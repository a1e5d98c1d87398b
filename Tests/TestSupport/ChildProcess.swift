import Foundation
import Synchronization

/// A program that a test starts and that ends with the test at the latest. Output is collected and can be waited for.
public final class ChildProcess: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }

    /// What has been read so far; kept by the reading thread as well, which may outlive the value.
    private final class Output: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let hasEnded = Atomic(false)
    }

    private let process: Process
    private let output = Output()

    /// - Parameter environment: the whole environment, but for what a sanitizer needs; `nil` inherits the test's.
    public init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil, directory: String? = nil
    ) throws {
        process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        if let environment { process.environment = Sanitizer.environment.merging(environment) { $1 } }
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        Self.read(pipe.fileHandleForReading, into: output)
    }

    /// On a thread of its own: Foundation's readability handler loses bytes that come together with the end.
    private static func read(_ handle: FileHandle, into output: Output) {
        Thread.detachNewThread {
            var chunk = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = Foundation.read(handle.fileDescriptor, &chunk, chunk.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                output.bytes.withLock { $0.append(contentsOf: chunk[..<count]) }
            }
            output.hasEnded.store(true, ordering: .releasing)
        }
    }

    deinit { kill() }

    public var processIdentifier: Int32 { process.processIdentifier }
    public var isRunning: Bool { process.isRunning }

    /// Standard output and standard error so far.
    public var text: String { output.bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    /// The first capture of `pattern` in the output, once it is there.
    public func waitForOutput(
        matching pattern: Regex<(Substring, Substring)>, timeout: Duration = .seconds(120)
    ) async throws -> String {
        let end = ContinuousClock.now + timeout
        while true {
            // In this order, because much can have been said while this task waited for its turn.
            let isLate = ContinuousClock.now >= end
            let hasEnded = !process.isRunning
            if hasEnded { try await Task.sleep(for: .milliseconds(50)) }
            if let match = text.firstMatch(of: pattern) { return String(match.1) }
            if hasEnded {
                throw Failure(description: "\(name) ended with \(process.terminationStatus): \(text)")
            }
            if isLate { throw Failure(description: "\(name) did not say what was waited for: \(text)") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits for the end and gives the exit status (of a signal: the negative number).
    public func waitForExit(timeout: Duration = .seconds(120)) async throws -> Int32 {
        let end = ContinuousClock.now + timeout
        while process.isRunning {
            guard ContinuousClock.now < end else { throw Failure(description: "\(name) did not end: \(text)") }
            try await Task.sleep(for: .milliseconds(5))
        }
        // The pipe's last bytes may still be on their way; a grandchild may keep the pipe open for ever.
        let lastBytes = ContinuousClock.now + .seconds(2)
        while !output.hasEnded.load(ordering: .acquiring), ContinuousClock.now < lastBytes {
            try await Task.sleep(for: .milliseconds(2))
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    public func send(signal: Int32) { Foundation.kill(process.processIdentifier, signal) }

    public func terminate() { if process.isRunning { process.terminate() } }

    public func kill() { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

    private var name: String { process.executableURL?.lastPathComponent ?? "program" }
}

extension ChildProcess {
    /// Runs a program to its end and gives what it printed; another exit status than 0 throws.
    @discardableResult
    public static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        directory: String? = nil, timeout: Duration = .seconds(240)
    ) async throws -> String {
        let child = try ChildProcess(executable, arguments, environment: environment, directory: directory)
        let status = try await child.waitForExit(timeout: timeout)
        guard status == 0 else { throw Failure(description: "\(executable) ended with \(status): \(child.text)") }
        return child.text
    }
}
