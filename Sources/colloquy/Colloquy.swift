import ArgumentParser

/// The command line for a developer's machine.
@main
struct Colloquy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "colloquy",
        abstract: "Runs Colloquy's Lambda function on this machine.",
        discussion: """
            The function is the executable 'bootstrap' beside this one, exactly as it is deployed. Around it run stand-ins \
            for the services it uses, on 127.0.0.1 only.
            """,
        subcommands: [
            Serve.self, Assess.self, WhatsAppCommand.self, Replay.self, Invoke.self, TablesCommand.self,
            SettingsCommand.self, OpenAPICommand.self,
        ])
}
