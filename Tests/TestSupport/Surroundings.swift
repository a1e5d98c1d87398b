import Foundation

/// Where the package lies.
public enum PackageRoot {
    public static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path()
}

/// The Python that has boto3, moto and awslambdaric: `scripts/test` makes it and names it in `COLLOQUY_PYTHON`.
public enum Python {
    public static var executable: String {
        let environment = ProcessInfo.processInfo.environment["COLLOQUY_PYTHON"]
        let local = PackageRoot.path + "/.build/python/bin/python3"
        if let environment { return environment }
        if FileManager.default.isExecutableFile(atPath: local) { return local }
        return "/usr/bin/env"
    }

    /// Arguments to run `arguments` with ``executable``.
    private static func arguments(_ arguments: [String]) -> [String] {
        executable == "/usr/bin/env" ? ["python3"] + arguments : arguments
    }

    public static func start(_ args: [String], environment: [String: String] = [:]) throws -> ChildProcess {
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return try ChildProcess(executable, arguments(args), environment: merged)
    }

    /// Runs a script (`-c`) to its end and gives what it printed.
    public static func run(
        _ script: String, _ args: [String] = [], environment: [String: String] = [:]
    ) async throws -> String {
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return try await ChildProcess.run(executable, arguments(["-c", script] + args), environment: merged)
    }
}

/// A folder that goes with the value.
public final class TemporaryDirectory: Sendable {
    public let path: String

    public init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "colloquy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
