import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Schedules")
struct ScheduledInvocationsTests {
    @Test("invoke the function again and again, and end with the cloud")
    func repetition() async throws {
        var options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        options.schedules = [
            LocalCloud.Schedule(payload: Array(#"{"action": "SWEEP"}"#.utf8), every: .milliseconds(20))
        ]
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { _ in
            try await lines.wait(for: "handling", count: 3)
        }
        let count = lines.all.count
        try await Task.sleep(for: .milliseconds(200))
        #expect(lines.all.count == count)
    }

    @Test("go on after an event that failed")
    func failure() async throws {
        var options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        options.schedules = [
            LocalCloud.Schedule(payload: Array(#"{"do": "fail"}"#.utf8), every: .milliseconds(20))
        ]
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { _ in
            try await lines.wait(for: "handling", count: 2)
        }
    }
}
