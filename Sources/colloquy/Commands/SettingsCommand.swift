import ArgumentParser

/// `colloquy settings`: what can be configured, as the README has it.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Prints all settings, their defaults and meanings, as a Markdown table.")

    func run() { Terminal.output.print(SettingsTable.markdown) }
}
