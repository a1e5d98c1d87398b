import Glibc
import Testing

@testable import LocalCloud

@Suite("A child process")
struct ChildTests {
    private func run(
        _ script: String, environment: [String: String] = [:], lines: CloudUnderTest.Lines = .init()
    ) async throws -> Child.Exit {
        try await Child.start("/bin/sh", arguments: ["-c", script], environment: environment) { lines.add($0) }.wait()
    }

    @Test("tells its exit status")
    func status() async throws {
        #expect(try await run("exit 7") == .status(7))
    }

    @Test("tells the signal that ended it")
    func signal() async throws {
        #expect(try await run("kill -KILL $$") == .signal(SIGKILL))
    }

    @Test("hands over every line of both streams before its end is told, the last one without a line break too")
    func lines() async throws {
        let lines = CloudUnderTest.Lines()
        _ = try await run("echo one; echo two >&2; printf three", lines: lines)
        #expect(Set(lines.all) == ["one", "two", "three"])
    }

    @Test("has the environment it was given and nothing else")
    func environment() async throws {
        let lines = CloudUnderTest.Lines()
        _ = try await Child.start("/usr/bin/env", environment: ["COLOUR": "blue"]) { lines.add($0) }.wait()
        #expect(lines.all == ["COLOUR=blue"])
    }

    @Test("that cannot be started says why")
    func startFailure() async throws {
        await #expect(throws: Child.StartFailure(path: "/nowhere/bootstrap", errorNumber: ENOENT)) {
            try await Child.start("/nowhere/bootstrap", environment: [:]) { _ in }
        }
    }

    @Test("ends although a grandchild keeps its output open")
    func grandchild() async throws {
        let lines = CloudUnderTest.Lines()
        let begin = ContinuousClock.now
        #expect(
            try await run("sleep 120 & echo done", environment: ["PATH": "/usr/bin:/bin"], lines: lines) == .status(0))
        #expect(lines.all == ["done"])
        #expect(ContinuousClock.now - begin < .seconds(100))
    }

    @Test("takes what it started along")
    func group() async throws {
        let lines = CloudUnderTest.Lines()
        _ = try await run("sleep 60 & echo $!", environment: ["PATH": "/usr/bin:/bin"], lines: lines)
        let grandchild = try #require(Int32(lines.all.first ?? ""))
        let end = ContinuousClock.now + .seconds(10)
        while kill(grandchild, 0) == 0, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
        #expect(kill(grandchild, 0) != 0)
    }

    @Test("is sent no signal once it has ended")
    func signalAfterTheEnd() async throws {
        let child = try await Child.start("/bin/true", environment: [:]) { _ in }
        #expect(await child.wait() == .status(0))
        child.send(signal: SIGKILL)
        #expect(await child.wait() == .status(0))
    }

    @Test("has default signal handling, whatever this process ignores")
    func signalHandling() async throws {
        Glibc.signal(SIGPIPE, SIG_IGN)
        #expect(try await run("kill -PIPE $$; exit 3") == .signal(SIGPIPE))
    }
}
