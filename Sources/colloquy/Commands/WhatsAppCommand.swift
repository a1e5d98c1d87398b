import ArgumentParser

/// `colloquy whatsapp …`: the other side of a WhatsApp conversation.
struct WhatsAppCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whatsapp", abstract: "Plays a customer at WhatsApp.", subcommands: [Say.self])
}
