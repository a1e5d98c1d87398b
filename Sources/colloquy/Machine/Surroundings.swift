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

    /// This one.
    static var executable: URL {
        (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])).resolvingSymlinksInPath()
    }

    /// The function's executable, which is built together with this one.
    static func bootstrap() throws -> String {
        let path = executable.deletingLastPathComponent().appending(path: "bootstrap").path(percentEncoded: false)
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ValidationError("There is no executable \(path); 'swift build' makes it.")
        }
        return path
    }

    /// A path as a message names it: a relative one with the folder that it begins in.
    static func located(_ path: String, in folder: String = FileManager.default.currentDirectoryPath) -> String {
        path.hasPrefix("/") ? path : "\(path) (in \(folder))"
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
