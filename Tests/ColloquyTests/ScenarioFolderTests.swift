import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import colloquy

@Suite("The folder of an agent's scenarios")
struct ScenarioFolderTests {
    /// Folders: `repository` has scenarios, `elsewhere` has none.
    private let directory: TemporaryDirectory
    private var repository: String { directory.path + "/repository" }
    private var elsewhere: String { directory.path + "/elsewhere" }

    init() throws {
        directory = try TemporaryDirectory()
        for path in ["repository/events/scenarios", "repository/.build/debug", "elsewhere/bin"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/\(path)", withIntermediateDirectories: true)
        }
        try Data("{}".utf8).write(to: URL(filePath: repository + "/events/scenarios/happy-path.json"))
    }

    private func folder(
        executable: String, currentFolder: String, _ environment: [String: String] = [:]
    ) throws -> ScenarioFolder {
        try ScenarioFolder(
            environment: environment, executable: URL(filePath: executable), currentFolder: currentFolder)
    }

    @Test("is the nearest above the executable, or above the current folder")
    func nearest() throws {
        let scenarios = repository + "/events/scenarios"
        #expect(
            try folder(executable: repository + "/.build/debug/colloquy", currentFolder: elsewhere).path == scenarios)
        #expect(try folder(executable: elsewhere + "/bin/colloquy", currentFolder: repository).path == scenarios)
        #expect(
            try folder(executable: elsewhere + "/bin/colloquy", currentFolder: repository + "/.build").path == scenarios
        )
    }

    @Test("is the one that is named, wherever the program runs")
    func named() throws {
        let named = [ScenarioFolder.variable: repository + "/events/scenarios"]
        let folder = try folder(executable: elsewhere + "/bin/colloquy", currentFolder: elsewhere, named)
        #expect(folder.path == repository + "/events/scenarios")
        try folder.check("happy-path")
    }

    @Test("that is found nowhere is missed before anything starts, with where it was looked for and what to do")
    func missing() throws {
        let folder = try folder(executable: elsewhere + "/bin/colloquy", currentFolder: elsewhere)
        #expect(folder.path == nil)
        for words in [elsewhere + "/bin", elsewhere, "events/scenarios", "--scenarios", "COLLOQUY_SCENARIOS"] {
            #expect(folder.advice.contains(words), "\(words)")
        }
        #expect(throws: ValidationError.self) { try folder.check("happy-path") }
        let same = try self.folder(executable: elsewhere + "/colloquy", currentFolder: elsewhere)
        #expect(same.advice.contains("in or above \(elsewhere). Name one"))
    }

    @Test("has to be a folder")
    func noFolder() throws {
        for path in [repository + "/events/scenarios/happy-path.json", directory.path + "/nowhere"] {
            let error = #expect(throws: ValidationError.self) {
                try folder(executable: "/bin/x", currentFolder: "/", [ScenarioFolder.variable: path])
            }
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test("says which scenarios it has, when it lacks the one that is asked for")
    func unknown() throws {
        let folder = try folder(executable: repository + "/.build/debug/colloquy", currentFolder: "/")
        let error = #expect(throws: ValidationError.self) { try folder.check("happy") }
        #expect(error?.message.contains("'happy'") == true && error?.message.contains("happy-path") == true)
    }
}
