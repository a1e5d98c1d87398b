import ArgumentParser
import Foundation
import LocalCloud
import TestSupport
import Testing

@testable import colloquy

@Suite("Context memory on Redis")
struct RedisReplayTests {
    @Test("answers every recorded event as it does on the table")
    func replay() async throws {
        let redis = try await RedisServer.start()
        let directory = try TemporaryDirectory()
        let folder = try FixtureFolder(path: PackageRoot.path + "/events/003-context-memory")
        let environment = folder.environment.merging(["REDIS_URL": "redis://127.0.0.1:\(redis.port)"]) { $1 }
        let setting = try await FunctionSetting(
            storage: try StorageOptions.parse(["--store", "sqlite:\(directory.path)/store.sqlite"]),
            environment: environment)
        var function = try setting.function()
        function.timeout = .seconds(60)
        var failures: [String] = []
        var count = 0
        try await FolderReplay(folder: folder, options: try setting.cloud(function), isUpdating: false).run { outcome in
            count += 1
            if case .passed = outcome.verdict { return }
            failures.append("\(outcome.name): \(outcome.verdict) \(outcome.output)")
        }
        #expect(failures == [])
        #expect(count == folder.fixtures.count && count > 0)
        // It was Redis, then.
        let keys = try await Python.run(
            "import redis, sys\nprint(redis.Redis(port=int(sys.argv[1])).exists('session:user/amelia/desk'))",
            ["\(redis.port)"])
        #expect(keys == "1\n")
    }
}
