import Foundation
import LocalCloud
import Logging
import Synchronization
import WireFormats

/// Replays one folder: a function of its own, and the events one after the other through its Runtime API.
struct FolderReplay {
    /// A failed invocation is recorded as `{"<error>": …}`.
    static let errorMarker = "<error>"

    let folder: FixtureFolder
    let options: LocalCloud.Options
    let isUpdating: Bool

    /// - Parameter report: gets each checked fixture's outcome as soon as it is known.
    func run(report: (FixtureOutcome) -> Void) async throws {
        let lines = Mutex<[String]>([])
        let cloud = try await LocalCloud.start(options, log: Terminal.log(.error)) { line in
            lines.withLock { $0.append(line) }
        }
        var captures = Captures(now: Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)))
        for fixture in folder.fixtures {
            lines.withLock { $0 = [] }
            var outcome = FixtureOutcome(
                name: fixture.name, verdict: .passed, status: "-", duration: .zero, output: [])
            do {
                try await replay(fixture, on: cloud.function, &captures, &outcome)
            } catch {
                outcome.verdict = .failed("\(error)")
            }
            outcome.output = lines.withLock { $0 }
            if fixture.isChecked { report(outcome) }
        }
        await cloud.stop()
    }

    private func replay(
        _ fixture: FixtureFolder.Fixture, on function: LocalFunction, _ captures: inout Captures,
        _ outcome: inout FixtureOutcome
    ) async throws {
        let event = try captures.filled(FixtureFolder.json(fixture.eventPath))
        let payload = event.serialized()
        let result = await function.invoke(Invocation(payload: payload))
        outcome.duration = result.duration
        let answer = try Self.answer(of: result)
        outcome.status = result.isError ? "error" : answer["statusCode"]?.int.map(String.init) ?? "-"

        let exists = FileManager.default.fileExists(atPath: fixture.answerPath)
        if !exists, !isUpdating {
            outcome.verdict = .failed("no answer is recorded yet; replay --update writes it")
            return
        }
        var recorded: JSON?
        if exists { recorded = try FixtureFolder.json(fixture.answerPath) }
        if isUpdating, fixture.isChecked {
            outcome.verdict = try update(fixture, with: answer, over: recorded, event: event, captures)
        }
        let expected = try captures.filled(try FixtureFolder.json(fixture.answerPath))
        let comparison = AnswerComparison(recorded: expected, actual: answer, captures: captures)
        captures = comparison.captures
        if !comparison.isMatch { outcome.verdict = .different(comparison) }
    }

    private func update(
        _ fixture: FixtureFolder.Fixture, with answer: JSON, over recorded: JSON?, event: JSON, _ captures: Captures
    ) throws -> FixtureOutcome.Verdict {
        if let recorded, let expected = try? captures.filled(recorded),
            AnswerComparison(recorded: expected, actual: answer, captures: captures).isMatch
        {
            return .recorded(isNew: false)
        }
        let recording = AnswerRecording(event: event.text, captures: captures).record(answer, over: recorded)
        try Data((recording.pretty + "\n").utf8).write(to: URL(filePath: fixture.answerPath), options: .atomic)
        return .recorded(isNew: true)
    }

    private static func answer(of result: InvocationResult) throws -> JSON {
        let value: JSON
        do {
            value = try JSON(parsing: result.payload)
        } catch {
            throw FixtureFolder.Failure(description: "the answer is no JSON: \(error)")
        }
        return result.isError ? [errorMarker: value] : value
    }
}
