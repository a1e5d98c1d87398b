import ArgumentParser
import Foundation
import LocalCloud

/// `colloquy replay`: recorded events and their answers, through the Runtime API.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replays event fixtures and compares each answer with the one recorded beside it.",
        discussion: """
            Each folder gets a function and a fresh store of its own, and its events in the order of their names. A single \
            file is replayed after those before it in its folder. The exit status is 1 when an answer differs.
            """)

    @Argument(help: "Folders or files of events.", completion: .file())
    var paths: [String]

    @Flag(help: "Record the answers that come instead, with what differs from run to run masked.")
    var update = false

    @OptionGroup var storage: StorageOptions

    @OptionGroup var scenarios: ScenarioOptions

    func validate() throws { try storage.validate() }

    func run() async throws {
        let interruptions = Interruption.stream()
        let work = Task { try await replay() }
        let interrupted = Task {
            for await signal in interruptions {
                // The function goes with this process.
                Foundation.exit(128 + signal)
            }
        }
        defer { interrupted.cancel() }
        guard try await work.value else { throw ExitCode(1) }
    }

    private func replay() async throws -> Bool {
        let folders: [FixtureFolder]
        do {
            folders = try FixtureFolder.folders(of: paths)
        } catch let error as FixtureFolder.Failure {
            throw ValidationError(error.description)
        }
        var report = ReplayReport(terminal: .output)
        let begin = ContinuousClock.now
        for folder in folders {
            report.begin(folder.path, count: folder.fixtures.count { $0.isChecked })
            let stage = try await ReplayStage.prepare(
                storage, folder, surroundings: scenarios.applied(to: Surroundings.environment))
            let options = try stage.cloud()
            do {
                try await FolderReplay(folder: folder, options: options, isUpdating: update).run { report.add($0) }
            } catch {
                try await stage.dismantle()
                throw error
            }
            try await stage.dismantle()
        }
        report.end(after: .now - begin)
        return report.failed == 0
    }
}
