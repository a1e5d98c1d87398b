import ArgumentParser
import Foundation
import HTTPTransport
import LocalCloud
import Logging
import WireFormats

/// `colloquy assess`: one assessment, from its submission to its documents.
struct Assess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Submits an assessment, follows it and fetches its documents.",
        discussion: """
            Everything is as deployed: the function invokes itself for the long part and follows the agent's event stream. \
            The agent is a stand-in that plays a scenario. The exit status is 1 when the assessment does not complete.
            """)

    @Option(help: "What the agent does: the name of a file in the folder of scenarios, without .json.")
    var scenario = "happy-path"

    @OptionGroup var scenarios: ScenarioOptions

    @Option(help: "Who asks for a proposal.")
    var client = "Hafenbäckerei GmbH"

    @Option(help: "What the client wants.")
    var requirements = "Our branches want to take orders over the web, and bake what was ordered."

    @Option(help: "A folder for the documents. (default: they are fetched, and not kept)")
    var output: String?

    func run() async throws {
        var environment = scenarios.applied(to: Surroundings.environment)
        try ScenarioFolder(environment: environment).check(scenario)
        let interruptions = Interruption.stream()
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "colloquy-assess-\(UUID().uuidString.lowercased())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let interrupted = Task {
            for await signal in interruptions {
                try? FileManager.default.removeItem(at: directory)
                Foundation.exit(128 + signal)
            }
        }
        defer { interrupted.cancel() }
        var storage = StorageOptions()
        storage.store = .sqlite(path: directory.appending(path: "assess.sqlite").path(percentEncoded: false))
        environment["BEDROCK_AGENT_ID"] = scenario
        environment["AUTH_MODE"] = "open"
        let setting = try await FunctionSetting(storage: storage, environment: environment)
        var function = try setting.function()
        // The worker keeps its place while status is asked for.
        function.maximumConcurrency = 8
        let lines = LastLines()
        let cloud = try await LocalCloud.start(try setting.cloud(function), log: Terminal.log(.error)) { lines.add($0) }
        let isCompleted: Bool
        do {
            let request = AssessmentRequest(client: client, requirements: requirements)
            isCompleted = try await AssessmentDemonstration(
                request, api: cloud.httpAPI, http: HTTPClient(loop: try Network.loop()), terminal: .output,
                output: output
            ).run()
        } catch {
            lines.all.forEach { Terminal.error.print("bootstrap │ \($0)") }
            await cloud.stop()
            try FileManager.default.removeItem(at: directory)
            throw error
        }
        await cloud.stop()
        try FileManager.default.removeItem(at: directory)
        if !isCompleted { throw ExitCode(1) }
    }
}
