import ArgumentParser
import Foundation
import LocalCloud
import TestSupport
import Testing
import WireFormats

@testable import colloquy

@Suite("On the tables of a deployed template")
struct TemplateReplayTests {
    static let folders = try? FileManager.default.contentsOfDirectory(atPath: PackageRoot.path + "/events")
        .filter { $0.first?.isNumber == true }.sorted()

    @Test("every recorded event is answered as recorded", arguments: folders ?? [])
    func replay(folder: String) async throws {
        let stack = try await DeployedStack.deploy()
        let moto = try await MotoServer.shared.endpoint
        let folder = try FixtureFolder(path: PackageRoot.path + "/events/" + folder)
        var environment = MotoServer.environment.merging(folder.environment) { $1 }
        let tables = stack.environment.filter { FunctionSetting.tables.keys.contains($0.key) }
        #expect(tables.count == FunctionSetting.tables.count)
        environment.merge(tables) { $1 }
        environment["COLLOQUY_SCENARIOS"] = PackageRoot.path + "/events/scenarios"
        let setting = try await FunctionSetting(
            storage: try StorageOptions.parse(["--store", "dynamodb", "--endpoint", moto]), environment: environment)
        var function = try setting.function()
        function.timeout = .seconds(60)
        let report = ReplayReport(terminal: .output)
        var count = 0
        try await FolderReplay(folder: folder, options: try setting.cloud(function), isUpdating: false).run { outcome in
            count += 1
            #expect(!outcome.isFailure, "\(report.lines(of: outcome).joined(separator: "\n"))")
        }
        #expect(count == folder.fixtures.count && count > 0)
    }
}
