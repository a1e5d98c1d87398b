import ArgumentParser
import Foundation

/// What this machine gives: the environment, the place for state, the executable beside this one.
enum Surroundings {
    static let environment = ProcessInfo.processInfo.environment

    /// `$XDG_STATE_HOME/colloquy`, by default `~/.local/state/colloquy` (XDG Base Directory Specification).
    static func stateDirectory(environment: [String: String]) -> String {
        // The specification has relative paths ignored.
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/colloquy" }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/.local/state/colloquy"
    }

    /// The function's executable, which is built together with this one.
    static func bootstrap() throws -> String {
        let own = Bundle.main.executableURL?.resolvingSymlinksInPath() ?? URL(filePath: CommandLine.arguments[0])
        let path = own.deletingLastPathComponent().appending(path: "bootstrap").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ValidationError("There is no executable \(path); 'swift build' makes it.")
        }
        return path
    }

    /// The folder of the agents' scenarios: `COLLOQUY_SCENARIOS`, or `events/scenarios` in the nearest folder above this
    /// executable that has one; `nil` when none has.
    static func scenarios(_ environment: [String: String]) -> String? {
        if let path = environment["COLLOQUY_SCENARIOS"], !path.isEmpty { return path }
        var folder = (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).resolvingSymlinksInPath()
        while folder.pathComponents.count > 1 {
            folder = folder.deletingLastPathComponent()
            let path = folder.appending(path: "events/scenarios").path(percentEncoded: false)
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        return nil
    }

    /// Makes the directory in which a file is to be.
    static func makeDirectory(ofFile path: String) throws {
        let directory = URL(filePath: path).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        } catch {
            throw ValidationError(
                "\(directory.path(percentEncoded: false)) cannot be made: \(error.localizedDescription)")
        }
    }
}
