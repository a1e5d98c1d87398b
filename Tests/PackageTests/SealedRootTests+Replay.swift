import ArgumentParser
import LocalCloud
import TestSupport
import Testing
import WireFormats

@testable import colloquy

extension SealedRootTests {
    private static let events = PackageRoot.path + "/events"

    @Test(
        "it answers every recorded event through the Runtime API, with DynamoDB found by name and spoken to over TLS",
        arguments: try FixtureFolder.folders(of: [events]).map { String($0.path.dropFirst(events.utf8.count + 1)) })
    func replay(name: String) async throws {
        let stage = try await SealedStage()
        var folder = try FixtureFolder(path: "\(Self.events)/\(name)")
        folder.environment["COLLOQUY_SCENARIOS"] = Self.events + "/scenarios"
        let storage = try StorageOptions.parse(["--store", "dynamodb", "--endpoint", stage.moto.plainEndpoint])
        let replay = try await ReplayStage.prepare(storage, folder)
        var options = try replay.cloud()
        options.function.executable = stage.root.function
        options.function.environment["AWS_ENDPOINT_URL_DYNAMODB"] = stage.endpoint
        let report = ReplayReport(terminal: .output)
        var count = 0
        try await FolderReplay(folder: folder, options: options, isUpdating: false).run { outcome in
            count += 1
            #expect(!outcome.isFailure, "\(report.lines(of: outcome).joined(separator: "\n"))")
        }
        #expect(count == folder.fixtures.count)
        #expect(stage.names.questions == [SealedStage.host])
    }
}
