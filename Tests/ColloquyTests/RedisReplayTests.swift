import ArgumentParser
import TestSupport
import Testing

@testable import colloquy

@Suite("Context memory on Redis")
struct RedisReplayTests {
    @Test("answers every recorded event as it does on the table")
    func replay() async throws {
        let redis = try await RedisServer.start()
        let directory = try TemporaryDirectory()
        var folder = try FixtureFolder(path: PackageRoot.path + "/events/003-context-memory")
        folder.environment["REDIS_URL"] = "redis://127.0.0.1:\(redis.port)"
        let storage = try StorageOptions.parse(["--store", "sqlite:\(directory.path)/store.sqlite"])
        let stage = try await ReplayStage.prepare(storage, folder)
        let report = ReplayReport(terminal: .output)
        var count = 0
        try await FolderReplay(folder: folder, options: try stage.cloud(), isUpdating: false).run { outcome in
            count += 1
            #expect(!outcome.isFailure, "\(report.lines(of: outcome).joined(separator: "\n"))")
        }
        #expect(count == folder.fixtures.count && count > 0)
        // It was Redis, then.
        let keys = try await Python.run(
            "import redis, sys\nprint(redis.Redis(port=int(sys.argv[1])).exists('session:user/amelia/desk'))",
            ["\(redis.port)"])
        #expect(keys == "1\n")
    }
}
