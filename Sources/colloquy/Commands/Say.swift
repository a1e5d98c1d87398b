import ArgumentParser
import Foundation
import HTTPTransport
import LocalCloud
import Logging
import Twilio

/// `colloquy whatsapp say "5 units of Product A"`: one message from a customer, and what comes back.
struct Say: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sends a message as a customer does, by Twilio's signed webhook, and shows the reply.",
        discussion: """
            Without --url, the function is started for it, on the same store each time, so that the conversation goes on. \
            With --url it goes to a 'colloquy serve', whose greeting says both URLs. The exit status is 1 when the webhook \
            does not answer with 200.
            """)

    @OptionGroup var storage: StorageOptions

    @Argument(help: "What the customer writes.")
    var text = ""

    @Option(help: "The customer's number, or a whatsapp: address.")
    var from = "+14155550100"

    @Option(help: ArgumentHelp("A medium that comes along; may be repeated.", valueName: "url"))
    var media: [String] = []

    @Option(help: "The message's id; the same id is the same message. (default: a new one)")
    var sid: String?

    @Option(help: "The customer's name at WhatsApp.")
    var name = "Ann"

    @Option(help: ArgumentHelp("Where a 'colloquy serve' serves.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Its stand-in for Twilio, where replies appear that come later.", valueName: "url"))
    var twilio: String?

    @Option(help: "Seconds to wait for a reply that comes later.")
    var wait = 30

    func validate() throws {
        try storage.validate()
        if text.isEmpty, media.isEmpty { throw ValidationError("A message needs a text or a medium.") }
        if let url { try StorageOptions.check(endpoint: url, option: "--url") }
        if let twilio { try StorageOptions.check(endpoint: twilio, option: "--twilio") }
        if twilio != nil, url == nil { throw ValidationError("--twilio goes with --url.") }
        guard (0...3600).contains(wait) else { throw ValidationError("--wait must be from 0 to 3600 seconds.") }
    }

    var message: CustomerMessage {
        CustomerMessage(
            text: text, from: from.hasPrefix("whatsapp:") ? from : "whatsapp:" + from, media: media,
            sid: sid ?? "SM" + UUID().uuidString.lowercased().filter { $0 != "-" }, name: name)
    }

    func run() async throws {
        if let url {
            try await say(to: Self.trimmed(url), twilio: twilio.map(Self.trimmed))
            return
        }
        let interruptions = Interruption.stream()
        // The customer is nobody's: whatever account at Twilio the environment has, this is not for it.
        let environment = Surroundings.environment.filter { name, _ in
            !name.hasPrefix("TWILIO_") && name != "PUBLIC_BASE_URL"
        }
        let setting = try await FunctionSetting(storage: storage, environment: environment)
        var function = try setting.function()
        // The reply that comes later is made while others may ask.
        function.maximumConcurrency = 8
        let lines = LastLines()
        let cloud = try await LocalCloud.start(try setting.cloud(function), log: Terminal.log(.error)) { lines.add($0) }
        let interrupted = Task {
            for await signal in interruptions {
                await cloud.stop()
                Foundation.exit(128 + signal)
            }
        }
        defer { interrupted.cancel() }
        do {
            try await say(to: cloud.httpAPI, twilio: cloud.twilio)
        } catch {
            if !(error is ExitCode) { lines.all.forEach { Terminal.error.print("bootstrap │ \($0)") } }
            await cloud.stop()
            throw error
        }
        await cloud.stop()
    }

    private func say(to url: String, twilio: String?) async throws {
        let conversation = CustomerConversation(
            url: url, twilio: twilio, options: .local, http: HTTPClient(loop: try Network.loop()))
        switch try await conversation.say(message, patience: .seconds(wait)) {
        case .replies(let replies), .later(let replies): replies.forEach { Terminal.output.print($0) }
        case .nothing:
            Terminal.error.print(
                twilio == nil
                    ? "No reply yet; --twilio URL shows one that comes later." : "No reply within \(wait) seconds.")
        case .refused(let status, let body):
            Terminal.error.print("The webhook answered \(status). \(body)")
            throw ExitCode(1)
        }
    }

    private static func trimmed(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }
}
