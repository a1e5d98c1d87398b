import Foundation
import TestSupport
import Testing
import WireFormats

@Suite(
    "Under AWS's Runtime Interface Emulator",
    .enabled(if: RuntimeInterfaceEmulator.isAvailable, "the emulator is not there: run scripts/setup")
)
struct RuntimeInterfaceEmulatorTests {
    private func start(
        _ mode: RuntimeInterfaceEmulator.Mode = .classic, _ environment: [String: String] = [:]
    ) async throws -> RuntimeInterfaceEmulator {
        try await RuntimeInterfaceEmulator.start(
            BuildProducts.executable("runtime-fixture"), mode: mode, environment: environment)
    }

    @Test("an invocation is answered, with what the emulator says about it in the context")
    func echo() async throws {
        let emulator = try await start()
        let context = Data(#"{"custom":{"k":"v"}}"#.utf8).base64EncodedString()
        let answer = try await emulator.invoke(
            #"{"n":1}"#,
            headers: [
                "X-Amz-Client-Context": context, "X-Amz-Tenant-Id": "t1",
                "X-Amzn-Trace-Id":
                    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
            ])
        #expect(answer.status == 200)
        let value = try JSON(parsing: answer.body)
        #expect(value["event"] == ["n": 1])
        #expect(value["clientContext"] == ["custom": ["k": "v"]])
        #expect(value["tenantID"] == "t1")
        #expect(value["functionName"] == "test_function")
        #expect(value["isColdStart"] == true)
        #expect((1...300_000).contains(value["remainingMilliseconds"]?.int ?? 0))
    }

    @Test(
        "a handler's error comes back as JSON with its text unharmed, and the next invocation works")
    func failure() async throws {
        let emulator = try await start()
        let failed = try await emulator.invoke(#"{"do":"fail","errorType":"SessionNotFound"}"#)
        let value = try JSON(parsing: failed.body)
        #expect(value["errorType"] == "SessionNotFound")
        #expect(value["errorMessage"] == "line one\nline two\t\"quoted\" \\ \u{1} \u{2028} 🙂")
        #expect(value["requestId"]?.string?.isEmpty == false)
        #expect(try JSON(parsing: try await emulator.invoke("{}").body)["isColdStart"] == false)
    }

    @Test("a response that is too large is one error, and the next invocation works")
    func tooLarge() async throws {
        let emulator = try await start()
        let failed = try await emulator.invoke(#"{"do":"large","size":6291557}"#)
        #expect(try JSON(parsing: failed.body)["errorType"] == "Function.ResponseSizeTooLarge")
        #expect(
            try await emulator.invoke(#"{"do":"large","size":6291556}"#).body.utf8.count == 6_291_556)
        #expect(try JSON(parsing: try await emulator.invoke("{}").body)["event"] == [:])
    }

    @Test(
        "a handler that takes too long is reported before the emulator would end it, and the next invocation works",
        arguments: ["slow", "stubborn"])
    func deadline(what: String) async throws {
        // With a lead that a busy machine can keep.
        let emulator = try await start(
            .classic, ["AWS_LAMBDA_FUNCTION_TIMEOUT": "6", "FIXTURE_LEAD_MILLISECONDS": "5000"])
        let failed = try await emulator.invoke(#"{"do":"\#(what)","milliseconds":20000}"#)
        #expect(try JSON(parsing: failed.body)["errorType"] == "Function.DeadlineExceeded")
        let value = try JSON(parsing: try await emulator.invoke("{}").body)
        // The same process, which would not be so had the emulator ended it.
        #expect(value["isColdStart"] == false)
    }

    @Test("a handler that cannot be made is an init error with its own name")
    func initError() async throws {
        let emulator = try await start(.classic, ["FIXTURE_INIT": "fail"])
        let answer = try await emulator.invoke("{}")
        #expect(try JSON(parsing: answer.body)["errorType"] == "Fixture.NotConfigured")
    }

    @Test(
        "with a concurrency of eight, eight invocations run at once, each with its own answer",
        .enabled(if: RuntimeInterfaceEmulator.canRunManagedInstances, "needs root, for /var/task"))
    func managedInstances() async throws {
        let emulator = try await start(.managedInstances(concurrency: 8))
        // None of them answers before all eight run.
        let answers = try await withThrowingTaskGroup(of: (Int, JSON).self) { group in
            for number in 0..<8 {
                group.addTask {
                    let event = #"{"do":"gather","count":8,"n":\#(number)}"#
                    let headers = ["X-Amzn-Trace-Id": "Root=1-5bef4de7-00000000000000000000000\(number);Sampled=1"]
                    return (number, try JSON(parsing: try await emulator.invoke(event, headers: headers).body))
                }
            }
            return try await group.reduce(into: [Int: JSON]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<8 {
            #expect(answers[number]?["event"]?["n"]?.int == number)
            let trace = answers[number]?["traceID"]?.string
            #expect(trace?.hasPrefix("Root=1-5bef4de7-00000000000000000000000\(number)") == true, "\(trace ?? "none")")
        }
        #expect(Set(answers.values.compactMap { $0["requestID"]?.string }).count == 8)
        #expect(answers.values.allSatisfy { $0["invocationID"]?.string?.isEmpty == false })
        #expect(answers.values.allSatisfy { $0["traceVariable"] == JSON.null })
        // Managed Instances ask for JSON logs, in lower case.
        try await emulator.waitForLog(#""message":"handling""#)
    }
}
