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

    @Test("invoke the version or alias of the deployment")
    func qualifier() async throws {
        var function = try CloudUnderTest.fixture(["AWS_LAMBDA_LOG_FORMAT": "JSON"])
        function.aliases = ["live": "7"]
        var options = LocalCloud.Options(function: function, qualifier: "live")
        options.schedules = [LocalCloud.Schedule(payload: Array(#"{"do": "fail"}"#.utf8), every: .milliseconds(20))]
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { cloud in
            try await lines.wait(for: "function:colloquy:live")
            let answer = try await Python.run(
                """
                import sys, urllib.request
                print(urllib.request.urlopen(sys.argv[1]).read().decode())
                """, [cloud.httpAPI + "/x"])
            #expect(answer.contains("function:colloquy:live"))
        }
    }

    /// Three events at once would be too many for two schedules; two prove that the function could take a third.
    @Test("wait for their own former event, and for no other's")
    func overlap() async throws {
        var configuration = try CloudUnderTest.fixture()
        configuration.maximumConcurrency = 4
        var options = LocalCloud.Options(function: configuration)
        let schedule = LocalCloud.Schedule(
            payload: Array(#"{"do": "gather", "count": 3}"#.utf8), every: .milliseconds(20))
        options.schedules = [schedule, schedule]
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { _ in
            try await lines.wait(for: "handling", count: 2)
            try await Task.sleep(for: .milliseconds(300))
            #expect(lines.all.count { $0.contains("handling") } == 2)
        }
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
