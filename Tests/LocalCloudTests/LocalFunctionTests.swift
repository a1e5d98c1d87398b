import Foundation
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("A local function")
struct LocalFunctionTests {
    @Test("answers an event, and is told what Lambda tells a function")
    func answer() async throws {
        var invocation = Invocation(payload: Array(#"{"hello":"world"}"#.utf8), traceID: "Root=1-2-3")
        invocation.clientContext = #"{"client":{"app":"x"}}"#
        invocation.tenantID = "blue"
        let answer = try await CloudUnderTest.with(CloudUnderTest.fixture()) { await $0.invoke(invocation) }
        #expect(!answer.isError)
        #expect(answer.json?["event"] == ["hello": "world"])
        #expect(answer.json?["requestID"]?.string == invocation.requestID)
        #expect(answer.json?["functionARN"] == "arn:aws:lambda:us-east-1:123456789012:function:colloquy")
        #expect(answer.json?["traceID"] == "Root=1-2-3")
        #expect(answer.json?["clientContext"]?["client"]?["app"] == "x")
        #expect(answer.json?["tenantID"] == "blue")
        #expect((1...900_000).contains(answer.json?["remainingMilliseconds"]?.int ?? 0))
    }

    @Test("hands on the error that it reports")
    func reportedError() async throws {
        let result = try await CloudUnderTest.with(CloudUnderTest.fixture()) {
            await $0.invoke(Invocation(payload: Array(#"{"do":"fail","errorType":"Teapot"}"#.utf8)))
        }
        #expect(result.isError)
        #expect(result.json?["errorType"] == "Teapot")
    }

    @Test("that takes too long fails as in Lambda, and the next event finds a new process")
    func timeout() async throws {
        // A runtime that takes an event and never answers; Colloquy's own would report in time.
        let next = #"curl --silent "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next""#
        var configuration = FunctionConfiguration(
            executable: "/bin/sh", arguments: ["-c", "echo started; \(next) > /dev/null; sleep 60"],
            environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
        configuration.timeout = .milliseconds(300)
        configuration.restartDelay = .milliseconds(10)
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(configuration, lines: lines) { function in
            let late = Invocation(payload: Array("{}".utf8))
            let result = await function.invoke(late)
            #expect(
                result.json == [
                    "errorType": "Sandbox.Timedout",
                    "errorMessage": .string("RequestId: \(late.requestID) Error: Task timed out after 0.30 seconds"),
                ])
            let next = await function.invoke(Invocation(payload: Array("{}".utf8)))
            #expect(next.json?["errorType"] == "Sandbox.Timedout")
            #expect(lines.all == ["started", "started"])
        }
    }

    @Test("whose process is killed fails what was in hand, and is started again")
    func killed() async throws {
        let executable = try BuildProducts.executable("runtime-fixture")
        var configuration = try CloudUnderTest.fixture()
        configuration.executable = "/bin/sh"
        configuration.arguments = ["-c", "echo pid=$$; exec \(executable)"]
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(configuration, lines: lines) { function in
            let invocation = Invocation(payload: Array(#"{"do":"slow","milliseconds":60000}"#.utf8))
            async let pending = function.invoke(invocation)
            try await lines.wait(for: "handling")
            let pid = try #require(lines.all.first { $0.hasPrefix("pid=") }?.dropFirst(4))
            kill(try #require(Int32(pid)), SIGKILL)
            let result = await pending
            #expect(
                result.json == [
                    "errorType": "Runtime.ExitError",
                    "errorMessage": .string(
                        "RequestId: \(invocation.requestID) Error: Runtime exited with error: signal: killed"),
                ])
            #expect(await function.invoke(Invocation(payload: Array("{}".utf8))).isError == false)
        }
    }

    @Test("that cannot initialize fails with the error it reported")
    func initializationError() async throws {
        let result = try await CloudUnderTest.with(CloudUnderTest.fixture(["FIXTURE_INIT": "fail"])) {
            await $0.invoke(Invocation(payload: Array("{}".utf8)))
        }
        #expect(result.isError)
        #expect(result.json?["errorType"] == "Fixture.NotConfigured")
    }

    @Test("that asks for no event in time is killed, and its events fail")
    func initializationTimeout() async throws {
        var configuration = FunctionConfiguration(executable: "/bin/sleep", arguments: ["60"])
        configuration.initializationTimeout = .milliseconds(200)
        let invocation = Invocation(payload: Array("{}".utf8))
        let result = try await CloudUnderTest.with(configuration) { await $0.invoke(invocation) }
        #expect(
            result.json?["errorMessage"]?.string
                == "RequestId: \(invocation.requestID) Error: Runtime exited with error: signal: killed")
    }

    @Test("whose executable is missing says so")
    func missingExecutable() async throws {
        let invocation = Invocation(payload: Array("{}".utf8))
        let result = try await CloudUnderTest.with(FunctionConfiguration(executable: "/nowhere/bootstrap")) {
            await $0.invoke(invocation)
        }
        #expect(result.json?["errorType"] == "Runtime.InvalidEntrypoint")
    }

    @Test("may answer 6 MiB and 100 bytes, and not one more", arguments: [6_291_556, 6_291_557])
    func responseSize(size: Int) async throws {
        let result = try await CloudUnderTest.with(CloudUnderTest.fixture()) {
            await $0.invoke(Invocation(payload: Array(#"{"do":"large","size":\#(size)}"#.utf8)))
        }
        #expect(result.isError == (size > 6_291_556))
        if result.isError {
            #expect(result.json?["errorType"] == "Function.ResponseSizeTooLarge")
        } else {
            #expect(result.payload.count == size)
        }
    }

    @Test("works on several events at a time when it is configured so")
    func concurrency() async throws {
        var configuration = try CloudUnderTest.fixture()
        configuration.maximumConcurrency = 4
        try await CloudUnderTest.with(configuration) { function in
            let event = Array(#"{"do":"slow","milliseconds":60000}"#.utf8)
            let invocations = Task {
                await withDiscardingTaskGroup { group in
                    for _ in 0..<4 { group.addTask { _ = await function.invoke(Invocation(payload: event)) } }
                }
            }
            let end = ContinuousClock.now + .seconds(120)
            while await function.invocationsInHand != 4 {
                try #require(ContinuousClock.now < end)
                try await Task.sleep(for: .milliseconds(5))
            }
            await function.stop()
            await invocations.value
        }
    }

    @Test("has several processes, and what one had in hand fails alone when it is killed")
    func severalProcesses() async throws {
        var configuration = try CloudUnderTest.fixture()
        configuration.processes = 3
        try await CloudUnderTest.with(configuration) { function in
            let event = Array(#"{"do":"slow","milliseconds":60000}"#.utf8)
            let invocations = Task {
                await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<3 { group.addTask { await function.invoke(Invocation(payload: event)).isError } }
                    let first = await group.next()
                    group.cancelAll()
                    return first
                }
            }
            let end = ContinuousClock.now + .seconds(120)
            while await function.invocationsInHand != 3 {
                try #require(ContinuousClock.now < end)
                try await Task.sleep(for: .milliseconds(5))
            }
            let before = await function.processIdentifiers
            #expect(before.count == 3)
            await function.kill(processIdentifier: before[1])
            var after: [Int32] = []
            while after.count != 3 || after.contains(before[1]) {
                try #require(ContinuousClock.now < end)
                try await Task.sleep(for: .milliseconds(5))
                after = await function.processIdentifiers
            }
            #expect(await function.invocationsInHand == 2)
            #expect(after.prefix(2) == [before[0], before[2]])
            let answer = await function.invoke(Invocation(payload: Array("{}".utf8)))
            #expect(!answer.isError)
            await function.stop()
            #expect(await invocations.value == true)
        }
    }

    @Test("in hand when it is stopped may finish: SIGTERM reaches it")
    func gracefulStop() async throws {
        let lines = CloudUnderTest.Lines()
        let configuration = try CloudUnderTest.fixture()
        let function = LocalFunction(configuration, log: CloudUnderTest.quiet) { lines.add($0) }
        await function.start()
        async let pending = function.invoke(Invocation(payload: Array(#"{"do":"slow","milliseconds":500}"#.utf8)))
        try await lines.wait(for: "handling")
        await function.stop()
        #expect(await pending.isError == false)
    }

    @Test("fails events once it has been stopped")
    func stopped() async throws {
        let function = LocalFunction(try CloudUnderTest.fixture(), log: CloudUnderTest.quiet)
        await function.start()
        await function.stop()
        #expect(await function.invoke(Invocation(payload: Array("{}".utf8))).isError)
    }

    @Test("can be one that AWS's own Python runtime runs")
    func pythonRuntime() async throws {
        let directory = try TemporaryDirectory()
        let module = """
            def handler(event, context):
                if event == "fail":
                    raise ValueError("no")
                return {"event": event, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0}
            """
        try Data(module.utf8).write(to: URL(filePath: directory.path + "/function.py"))
        var configuration = FunctionConfiguration(
            executable: "/usr/bin/env", arguments: ["python3", "-m", "awslambdaric", "function.handler"],
            environment: ["PATH": "/usr/bin:/bin", "PYTHONPATH": directory.path])
        if Python.executable != "/usr/bin/env" {
            configuration.executable = Python.executable
            configuration.arguments = ["-m", "awslambdaric", "function.handler"]
        }
        configuration.environment["LAMBDA_TASK_ROOT"] = directory.path
        try await CloudUnderTest.with(configuration) { function in
            let invocation = Invocation(payload: Array(#"{"a":1}"#.utf8))
            let answer = await function.invoke(invocation)
            #expect(answer.json == ["event": ["a": 1], "id": .string(invocation.requestID), "left": true])
            let failure = await function.invoke(Invocation(payload: Array(#""fail""#.utf8)))
            #expect(failure.isError)
            #expect(failure.json?["errorType"] == "ValueError")
        }
    }
}
