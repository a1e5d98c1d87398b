import Foundation

/// Executables of this package, as the build that runs the tests made them.
public enum BuildProducts {
    /// The path of `name`, in the folder that holds the test bundle.
    public static func executable(_ name: String) throws -> String {
        let candidates = [
            URL(filePath: "/proc/self/exe").resolvingSymlinksInPath(), Bundle.main.bundleURL,
            URL(filePath: CommandLine.arguments[0]),
        ]
        for candidate in candidates {
            let path = candidate.deletingLastPathComponent().appending(path: name).path()
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw ChildProcess.Failure(description: "\(name) is not in the build folder; run swift build --build-tests")
    }
}
