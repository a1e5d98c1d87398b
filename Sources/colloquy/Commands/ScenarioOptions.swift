import ArgumentParser
import Foundation

/// `--scenarios`: what agents play.
struct ScenarioOptions: ParsableArguments {
    @Option(
        name: .customLong("scenarios"),
        help: ArgumentHelp(
            "The folder of the agents' scenarios. (default: COLLOQUY_SCENARIOS, or the nearest events/scenarios)",
            valueName: "folder"), completion: .directory)
    var folder: String?

    /// The environment with what was asked for.
    func applied(to environment: [String: String]) -> [String: String] {
        guard let folder else { return environment }
        return environment.merging([ScenarioFolder.variable: folder]) { $1 }
    }
}
