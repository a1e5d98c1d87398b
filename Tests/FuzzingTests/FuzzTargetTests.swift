import Foundation
import Fuzzing
import TestSupport
import Testing

@Suite("Fuzz targets")
struct FuzzTargetTests {
    private static let regressions = PackageRoot.path + "/Tests/FuzzingTests/regressions"

    private func target(_ name: String) throws -> FuzzTarget {
        try #require(FuzzTarget.all.first { $0.name == name })
    }

    @Test("each property holds for the seeds that are made from the events", arguments: FuzzTarget.all.map(\.name))
    func seeds(_ name: String) throws {
        let target = try target(name)
        let seeds = target.seeds(try Fixtures(folder: PackageRoot.path + "/events"))
        #expect(!seeds.isEmpty)
        for (number, seed) in seeds.enumerated() {
            #expect(throws: Never.self, "seed \(number): \(String(decoding: seed, as: UTF8.self))") {
                try target.check(seed)
            }
        }
    }

    @Test("each property holds for nothing at all, zeros and ones", arguments: FuzzTarget.all.map(\.name))
    func plainest(_ name: String) throws {
        let target = try target(name)
        for input in [[], [0], [UInt8](repeating: 0, count: 300), [UInt8](repeating: 0xFF, count: 300)] as [[UInt8]] {
            #expect(throws: Never.self) { try target.check(input) }
        }
    }

    @Test("what the fuzzer has found once holds now", arguments: try regressionFiles())
    func regression(_ file: String) throws {
        let name = try #require(file.split(separator: "/").first).description
        let input = try Data(contentsOf: URL(filePath: "\(Self.regressions)/\(file)"))
        #expect(throws: Never.self) { try target(name).check(Array(input)) }
    }

    /// `TARGET/FILE`
    private static func regressionFiles() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: regressions).filter { $0.contains("/") }.sorted()
    }

    @Test("targets have different names")
    func names() {
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
    }
}
