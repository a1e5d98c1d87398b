import ArgumentParser
import Foundation

/// The folder of the agents' scenarios: the one that `COLLOQUY_SCENARIOS` names, or the nearest `events/scenarios` above this
/// executable, or above the current folder.
struct ScenarioFolder {
    static let variable = "COLLOQUY_SCENARIOS"
    private static let usual = "events/scenarios"

    /// `nil` when there is none.
    let path: String?
    /// Where it was looked for.
    private let startingPoints: [String]

    /// - Throws: `ValidationError` when the folder that is named is none.
    init(
        environment: [String: String], executable: URL = Surroundings.executable,
        currentFolder: String = FileManager.default.currentDirectoryPath
    ) throws {
        let program = executable.deletingLastPathComponent().standardizedFileURL.path
        startingPoints = program == currentFolder ? [program] : [program, currentFolder]
        if let named = environment[Self.variable], !named.isEmpty {
            guard Self.isFolder(named) else {
                throw ValidationError(
                    "\(Surroundings.located(named, in: currentFolder)) is no folder; --scenarios or \(Self.variable) has to "
                        + "name the folder of the agents' scenarios.")
            }
            path = named
        } else {
            path = startingPoints.lazy.compactMap(Self.nearest).first
        }
    }

    /// What to say where there is none.
    var advice: String {
        "There are no scenarios for an agent: no folder \(Self.usual) in or above "
            + startingPoints.joined(separator: ", or ")
            + ". Name one with --scenarios FOLDER or \(Self.variable); Colloquy's repository has some in \(Self.usual)."
    }

    /// - Throws: `ValidationError` when there is no such scenario, with what there is.
    func check(_ scenario: String) throws {
        guard let path else { throw ValidationError(advice) }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.sorted()
        guard names.contains(scenario) else {
            throw ValidationError(
                "There is no scenario '\(scenario)' in \(path), which has "
                    + (names.isEmpty ? "none at all." : names.joined(separator: ", ") + "."))
        }
    }

    private static func nearest(above folder: String) -> String? {
        var folder = URL(filePath: folder, directoryHint: .isDirectory)
        while true {
            let path = folder.appending(path: usual).path(percentEncoded: false)
            if isFolder(path) { return path }
            guard folder.pathComponents.count > 1 else { return nil }
            folder = folder.deletingLastPathComponent()
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
