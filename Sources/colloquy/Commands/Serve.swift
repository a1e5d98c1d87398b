import ArgumentParser
import LocalCloud
import Logging

/// `colloquy serve`: the function behind an HTTP API, until Ctrl-C.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the function behind a local HTTP API until it is interrupted.")

    @OptionGroup var storage: StorageOptions

    @OptionGroup var scenarios: ScenarioOptions

    @Option(help: "The port of the HTTP API. (default: one that is free)")
    var port: UInt16 = 0

    @Option(name: .customLong("as"), help: "The user that an authorizer would have found in every request's token.")
    var user: String?

    @Option(help: "That user's groups, separated by commas.")
    var groups: String?

    @Option(help: "Invocations that the function works on at a time.")
    var concurrency = 8

    @Option(help: "Seconds that one invocation may take.")
    var timeout = 900

    func validate() throws {
        try storage.validate()
        if user?.isEmpty == true { throw ValidationError("--as needs a user name.") }
        if groups != nil, user == nil { throw ValidationError("--groups goes with --as USER.") }
        guard (1...100).contains(concurrency) else { throw ValidationError("--concurrency must be from 1 to 100.") }
        guard (1...900).contains(timeout) else { throw ValidationError("--timeout must be from 1 to 900 seconds.") }
    }

    func run() async throws {
        let interruptions = Interruption.stream()
        let claims = user.map { HTTPAPIClaims(user: $0, groups: Self.names(groups)) }
        let environment = scenarios.applied(to: Surroundings.environment)
        let scenarioFolder = try ScenarioFolder(environment: environment)
        let setting = try await FunctionSetting(storage: storage, environment: environment)
        var function = try setting.function()
        function.maximumConcurrency = concurrency
        function.timeout = .seconds(timeout)
        var options = try setting.cloud(function)
        options.port = Int(port)
        options.claims = claims
        options.objectsDirectory = Surroundings.stateDirectory(environment: Surroundings.environment) + "/objects"
        // As the deployment's schedule does, once a minute.
        options.schedules = [.sweep(every: .seconds(60))]

        let cloud = try await LocalCloud.start(options, log: Terminal.log()) {
            Terminal.error.print("bootstrap │ \($0)")
        }
        Terminal.output.print(
            ServeGreeting(
                httpAPI: cloud.httpAPI, lambda: cloud.lambda, s3: cloud.s3, twilio: cloud.twilio,
                store: setting.storeDescription,
                function: function.name, environment: cloud.environment, claims: claims
            ).text)
        if scenarioFolder.path == nil {
            Terminal.error.print("\(scenarioFolder.advice) Until then every assessment fails.")
        }
        for await _ in interruptions { break }
        Terminal.error.print("Stopping…")
        await cloud.stop()
    }

    static func names(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
            .filter { !$0.isEmpty }
    }
}
