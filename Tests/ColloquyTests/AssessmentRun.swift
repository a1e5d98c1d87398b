import ArgumentParser
import Foundation
import HTTPTransport
import LocalCloud
import Logging
import Synchronization
import TestSupport
import WireFormats

@testable import colloquy

/// The real `bootstrap` with all its stand-ins, on a store of its own, and a client of the assessments.
final class AssessmentRun: Sendable {
    let cloud: LocalCloud
    let lines = LastLines()
    private let directory: TemporaryDirectory
    private let http: HTTPClient
    private let functionName: String

    /// - Parameter scenario: the invocations of the agent, as a scenario file has them.
    init(
        _ scenario: JSON, environment: [String: String] = [:], timeout: Duration = .seconds(60), concurrency: Int = 8
    ) async throws {
        directory = try TemporaryDirectory()
        let file: JSON = ["purpose": "A test.", "invocations": scenario]
        try Data(file.serialized()).write(to: URL(filePath: directory.path + "/scripted.json"))
        let setting = try await FunctionSetting(
            storage: try StorageOptions.parse(["--store", "sqlite:\(directory.path)/store.sqlite"]),
            environment: [
                "BEDROCK_AGENT_ID": "scripted", "COLLOQUY_SCENARIOS": directory.path, "WORKFLOW_LEASE_SECONDS": "2",
            ].merging(environment) { $1 })
        functionName = "run-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        var function = try setting.function()
        function.name = functionName
        function.maximumConcurrency = concurrency
        function.timeout = timeout
        function.restartDelay = .milliseconds(10)
        var options = try setting.cloud(function)
        options.eventRetryDelays = [.milliseconds(200), .milliseconds(400)]
        let lines = lines
        cloud = try await LocalCloud.start(
            options, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { lines.add($0) }
        http = HTTPClient(loop: try Network.loop())
    }

    func request(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, body: JSON) {
        let response = try await http.send(
            HTTPRequest(method: method, url: cloud.httpAPI + path, body: body?.serialized() ?? []))
        return (response.status, try JSON(parsing: response.body))
    }

    func submit() async throws -> String {
        let answer = try await request(
            "POST", "/api/submit-assessment", ["client_name": "Acme", "requirements": "A portal"])
        guard answer.status == 200, let id = answer.body["session_id"]?.string else {
            throw ChildProcess.Failure(description: "submission: \(answer) \(lines.all)")
        }
        return id
    }

    func status(_ id: String) async throws -> JSON { try await request("GET", "/api/agent-status/\(id)").body }

    func events(_ id: String) async throws -> [JSON] {
        try JSON(parsing: try await status(id)["agent_events"]?.string ?? "[]").array ?? []
    }

    func invoke(_ event: JSON) async -> InvocationResult {
        await cloud.function.invoke(Invocation(payload: event.serialized()))
    }

    /// Asks for the status until `isReached` says so.
    @discardableResult
    func wait(
        _ id: String, timeout: Duration = .seconds(40), until isReached: (JSON) -> Bool
    ) async throws -> JSON {
        let end = ContinuousClock.now + timeout
        while true {
            let status = try await status(id)
            if isReached(status) { return status }
            guard ContinuousClock.now < end else {
                throw ChildProcess.Failure(description: "still \(status.text) \(lines.all)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends the function's process with SIGKILL.
    func killWorker() throws {
        let marker = Data("AWS_LAMBDA_FUNCTION_NAME=\(functionName)\0".utf8)
        var isKilled = false
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let process = Int32(name), process != getpid(),
                let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ"),
                environment.range(of: marker) != nil
            else { continue }
            kill(process, SIGKILL)
            isKilled = true
        }
        guard isKilled else { throw ChildProcess.Failure(description: "no process to kill") }
    }
}

/// Scenarios in the form of files.
extension AssessmentRun {
    static let tools = [
        "RequirementsAnalyzer", "CostCalculator", "TemplateRetriever", "PowerPointGenerator", "SOWGenerator",
    ]

    /// The steps of one tool.
    static func tool(_ name: String) -> [JSON] {
        var steps: [JSON] = [
            ["toolCall": ["actionGroup": .string(name), "function": .string(name.lowercased()), "parameters": [:]]]
        ]
        if name == "PowerPointGenerator" { steps.append(document("presentation.pptx")) }
        if name == "SOWGenerator" { steps.append(document("sow.docx")) }
        return steps + [["toolResponse": "done"]]
    }

    static func document(_ name: String) -> JSON { ["appendDocument": ["name": .string(name), "title": "Document"]] }

    static func steps(_ steps: [JSON]) -> JSON { ["steps": .array(steps)] }

    static var happy: JSON { steps(tools.flatMap(tool) + [["chunk": "All done."]]) }

    /// Does what the tools do, and then nothing more.
    static func stalling(after tools: some Sequence<String>) -> JSON {
        steps([["rationale": "I begin."]] + tools.flatMap(tool) + [["stall": true]])
    }
}
