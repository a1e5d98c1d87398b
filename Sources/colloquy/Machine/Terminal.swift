import Foundation
import Logging

/// One of the two streams to the person at the keyboard: whole lines, coloured only where colours show.
struct Terminal: Sendable {
    static let output = Terminal(descriptor: STDOUT_FILENO, environment: Surroundings.environment)
    static let error = Terminal(descriptor: STDERR_FILENO, environment: Surroundings.environment)

    enum Style: String {
        case red = "31"
        case green = "32"
        case dim = "2"
        case bold = "1"
    }

    let descriptor: Int32
    let hasColour: Bool
    /// A line can be shown and then taken back.
    let isTerminal: Bool

    init(descriptor: Int32, environment: [String: String]) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        // https://no-color.org: present and not empty, whatever its value.
        hasColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    func print(_ line: String) { write(line + "\n") }

    func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }  // Nobody reads any more.
            bytes = bytes.dropFirst(count)
        }
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// What the stand-ins have to say, on standard error.
    static func log(_ level: Logger.Level = .info) -> Logger {
        var logger = Logger(label: "colloquy") { _ in TerminalLogHandler() }
        logger.logLevel = level
        return logger
    }
}

/// Bare messages, one a line.
private struct TerminalLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = "colloquy  │ \(event.message)"
        Terminal.error.print(event.level >= .warning ? Terminal.error.styled(text, .red) : text)
    }
}
