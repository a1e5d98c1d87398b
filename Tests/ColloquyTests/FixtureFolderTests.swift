import Foundation
import TestSupport
import Testing

@testable import colloquy

@Suite("Folders of events")
struct FixtureFolderTests {
    private func folder(_ files: [String: String]) throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        for (name, text) in files {
            let url = URL(filePath: directory.path + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        return directory
    }

    @Test("are found below a folder, with their events in order and their variables")
    func folders() throws {
        let directory = try folder([
            "b/02-x.json": "{}", "b/01-y.json": "{}", "b/01-y.answer.json": "{}", "a/c/1.json": "{}",
            "b/environment.json": #"{"AUTH_MODE":"open"}"#, "README.md": "",
        ])
        let folders = try FixtureFolder.folders(of: [directory.path + "/"])
        #expect(folders.map(\.path) == ["\(directory.path)/a/c", "\(directory.path)/b"])
        #expect(folders[1].fixtures.map(\.name) == ["01-y", "02-x"])
        #expect(folders[1].environment == ["AUTH_MODE": "open"])
    }

    @Test("named by one file check that one and prepare with those before it")
    func oneFile() throws {
        let directory = try folder(["1.json": "{}", "2.json": "{}", "3.json": "{}"])
        let folders = try FixtureFolder.folders(of: ["\(directory.path)/2.json"])
        #expect(folders.map { $0.fixtures.map(\.name) } == [["1", "2"]])
        #expect(folders[0].fixtures.map(\.isChecked) == [false, true])
    }

    @Test(
        "say what is wrong with them",
        arguments: [
            (["1.answer.json": "{}"], "has no event beside it"), (["README.md": ""], "there are no events in"),
            (["1.json": "{}", "environment.json": "[]"], "must be an object of texts"),
            (["1.json": "{}", "environment.json": #"{"A":1}"#], "A must be a text, not a number"),
            (["1.json": "{}", "environment.json": "{"], "is no JSON"),
        ])
    func refusals(files: [String: String], reason: String) throws {
        let directory = try folder(files)
        let error = #expect(throws: FixtureFolder.Failure.self) { try FixtureFolder.folders(of: [directory.path]) }
        #expect(error?.description.contains(reason) == true)
    }

    @Test("that are not there are an error")
    func missing() {
        let error = #expect(throws: FixtureFolder.Failure.self) { try FixtureFolder.folders(of: ["/nowhere/at/all"]) }
        #expect(error?.description == "/nowhere/at/all is not there")
    }
}
