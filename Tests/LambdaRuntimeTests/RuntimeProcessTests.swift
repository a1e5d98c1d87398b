import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("A function's process")
struct RuntimeProcessTests {
    private func start(_ api: String, _ environment: [String: String] = [:]) throws -> ChildProcess {
        let own = [
            "AWS_LAMBDA_RUNTIME_API": api, "AWS_LAMBDA_FUNCTION_NAME": "fixture", "PATH": "/usr/bin",
        ]
        return try ChildProcess(
            BuildProducts.executable("runtime-fixture"), environment: own.merging(environment) { $1 })
    }

    @Test("SIGTERM while it waits ends it with status 0")
    func terminateIdle() async throws {
        let api = try ScriptedRuntimeAPI()
        let process = try start(api.address)
        try await api.wait { api.nextCount == 1 }
        process.send(signal: SIGTERM)
        #expect(try await process.waitForExit() == 0)
    }

    @Test("SIGTERM during an invocation lets it finish, then ends the process with status 0")
    func terminateBusy() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/go"
        let api = try ScriptedRuntimeAPI([.invocation("r1", event: #"{"do":"await","path":"\#(path)"}"#)])
        let process = try start(api.address, ["AWS_LAMBDA_LOG_LEVEL": "DEBUG"])
        _ = try await process.waitForOutput(matching: #/(handling)/#)
        process.send(signal: SIGTERM)
        _ = try await process.waitForOutput(matching: #/(told to stop)/#)
        try Data().write(to: URL(filePath: path))
        #expect(try await process.waitForExit() == 0)
        #expect(api.posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        #expect(api.nextCount == 1)
    }

    @Test("a Runtime API that is gone ends it with status 1 and the reason in the log")
    func apiGone() async throws {
        let port = try RefusingPort()
        let process = try start("127.0.0.1:\(port.port)")
        #expect(try await process.waitForExit() == 1)
        #expect(process.text.contains("FATAL the runtime ends"))
        #expect(process.text.contains("no invocation after 7 attempts: Runtime API, next: connect"))
    }

    @Test("a handler that cannot be made ends it with status 1 and the reason in the log")
    func initError() async throws {
        let api = try ScriptedRuntimeAPI()
        let process = try start(api.address, ["FIXTURE_INIT": "fail"])
        #expect(try await process.waitForExit() == 1)
        #expect(process.text.contains("no handler: Fixture.NotConfigured"))
        #expect(api.posts.map(\.target) == ["/2018-06-01/runtime/init/error"])
    }

    @Test("a proxy in the environment does not come between it and the Runtime API")
    func proxy() async throws {
        let (api, port) = (try ScriptedRuntimeAPI([.invocation("r1")]), try RefusingPort())
        let process = try start(api.address, ["http_proxy": port.url, "all_proxy": port.url])
        #expect(try await api.posts(1).map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        process.terminate()
        #expect(try await process.waitForExit() == 0)
    }

    @Test("the trace is in the environment while an invocation runs")
    func traceVariable() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", headers: ["Lambda-Runtime-Trace-Id": "Root=1-a"]), .invocation("r2"),
        ])
        let process = try start(api.address)
        let answers = try await api.posts(2).map { try JSON(parsing: $0.body)["traceVariable"] }
        #expect(answers == ["Root=1-a", JSON.null])
        process.terminate()
        #expect(try await process.waitForExit() == 0)
    }

    @Test("an invocation's lines are JSON objects with its keys where Lambda asks for JSON")
    func jsonLog() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1", event: #"{"do":"fail"}"#)])
        let process = try start(api.address, ["AWS_LAMBDA_LOG_FORMAT": "json"])
        _ = try await api.posts(1)
        process.terminate()
        #expect(try await process.waitForExit() == 0)
        let lines = try process.text.split(separator: "\n").map { try JSON(parsing: String($0)) }
        #expect(lines.map { $0["message"] } == ["handling", "invocation failed"])
        #expect(lines.map { $0["level"] } == ["INFO", "ERROR"])
        #expect(lines.allSatisfy { $0["function_request_id"] == "r1" && $0["service"] == "fixture" })
    }

    @Test("a logging variable whose value means nothing is named in a warning, and the function works")
    func logVariables() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")])
        let process = try start(api.address, ["AWS_LAMBDA_LOG_FORMAT": "xml"])
        _ = try await api.posts(1)
        process.terminate()
        #expect(try await process.waitForExit() == 0)
        #expect(process.text.contains("WARN AWS_LAMBDA_LOG_FORMAT has a value that means nothing here"))
    }

    @Test(
        "memory does not grow with the number of invocations",
        .disabled(if: Sanitizer.current == .address, "the address sanitizer keeps what was freed"))
    func memory() async throws {
        let api = try ScriptedRuntimeAPI()
        let process = try start(api.address, ["AWS_LAMBDA_LOG_LEVEL": "ERROR"])
        func serve(_ count: Int, of total: Int) async throws -> Int {
            for number in 0..<count { api.enqueue(.invocation("r\(number)")) }
            _ = try await api.posts(total)
            let status = try String(
                contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
            return try #require(Int(status.split(separator: " ")[1])) * 4096
        }
        let early = try await serve(500, of: 500)
        let late = try await serve(3000, of: 3500)
        #expect(late - early < 512 << 10, "\(early) bytes after 500 invocations, \(late) after 3,500")
        process.terminate()
        #expect(try await process.waitForExit() == 0)
    }
}
