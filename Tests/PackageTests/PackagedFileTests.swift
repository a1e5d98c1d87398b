import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("What is deployed", .enabled(if: PackagedFunction.isMade, Comment(rawValue: PackagedFunction.hint)))
struct PackagedFileTests {
    @Test("is an executable that asks for no interpreter and no shared object")
    func isStatic() throws {
        let file = try ExecutableFile(path: PackagedFunction.path)
        #expect(!file.segmentTypes.isEmpty)
        #expect(!file.has(.interpreter))
        #expect(!file.has(.dynamic))
    }

    @Test("names no folder of the machine that made it")
    func hasNoPaths() throws {
        let bytes = try Data(contentsOf: URL(filePath: PackagedFunction.path), options: .alwaysMapped)
        #expect(bytes.range(of: Data(PackageRoot.path.utf8)) == nil)
    }

    /// See `firstRange(ofBytes:)`, which does without.
    @Test("has no engine for regular expressions")
    func hasNoRegularExpressions() throws {
        let bytes = try Data(contentsOf: URL(filePath: PackagedFunction.path), options: .alwaysMapped)
        #expect(
            bytes.range(of: Data("_RegexParser".utf8)) == nil,
            "a text is searched for with the standard library's contains(_:), firstRange(of:) or the like")
    }

    @Test("lies in the archive alone, executable, with a fixed time")
    func archive() async throws {
        let script = """
            import json, sys, zipfile
            archive, program = sys.argv[1:]
            with zipfile.ZipFile(archive) as archive, open(program, "rb") as program:
                print(json.dumps([
                    [entry.filename, "%o" % (entry.external_attr >> 16), list(entry.date_time),
                     archive.read(entry) == program.read()]
                    for entry in archive.infolist()]))
            """
        let entries = try JSON(
            parsing: try await Python.run(script, [PackagedFunction.archive, PackagedFunction.path]))
        #expect(entries == [["bootstrap", "100755", [1980, 1, 1, 0, 0, 0], true]])
    }

    /// `design.md`, "Budgets".
    @Test("is under 9 MB")
    func size() throws {
        let size = try FileManager.default.attributesOfItem(atPath: PackagedFunction.archive)[.size] as? Int
        #expect(try #require(size) < 9_000_000)
    }
}
