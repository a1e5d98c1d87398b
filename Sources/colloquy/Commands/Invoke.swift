import ArgumentParser
import Foundation
import LocalCloud
import WireFormats

/// `colloquy invoke EVENT.json`: one event, one answer.
struct Invoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invokes the function once and prints its answer.",
        discussion: "The exit status is 1 when the function reports an error, or dies.")

    @OptionGroup var storage: StorageOptions

    @OptionGroup var scenarios: ScenarioOptions

    @Argument(help: "A file with the event as JSON; - for standard input.", completion: .file(extensions: ["json"]))
    var event: String

    @Option(help: "Seconds that the invocation may take.")
    var timeout = 900

    func validate() throws {
        try storage.validate()
        guard (1...900).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 900 seconds.") }
    }

    func run() async throws {
        let interruptions = Interruption.stream()
        let payload = try readEvent()
        let setting = try await FunctionSetting(
            storage: storage, environment: scenarios.applied(to: Surroundings.environment))
        var function = try setting.function()
        function.timeout = .seconds(timeout)
        let cloud = try await LocalCloud.start(
            try setting.cloud(function), log: Terminal.log()
        ) { Terminal.error.print($0) }
        let interrupted = Task {
            for await signal in interruptions {
                await cloud.stop()
                Foundation.exit(128 + signal)
            }
        }
        let result = await cloud.function.invoke(Invocation(payload: payload))
        interrupted.cancel()
        await cloud.stop()
        Terminal.output.print(
            (try? JSON(parsing: result.payload).pretty) ?? String(decoding: result.payload, as: UTF8.self))
        if result.isError { throw ExitCode(1) }
    }

    private func readEvent() throws -> [UInt8] {
        let data: Data
        if event == "-" {
            data = FileHandle.standardInput.readDataToEndOfFile()
        } else if let contents = FileManager.default.contents(atPath: event) {
            data = contents
        } else {
            throw ValidationError("\(Surroundings.located(event)) cannot be read.")
        }
        do {
            _ = try JSON(parsing: data)
        } catch {
            throw ValidationError("\(event) is no JSON: \(error)")
        }
        return Array(data)
    }
}
