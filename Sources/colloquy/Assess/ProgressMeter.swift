/// A bar that grows in one line of a terminal; elsewhere a line for each stage.
struct ProgressMeter {
    private static let width = 24

    let terminal: Terminal
    private var events = 0
    private var shown = ""

    init(terminal: Terminal) { self.terminal = terminal }

    /// - Parameters:
    ///   - percent: 0 to 100.
    ///   - events: how many have come since the last call.
    mutating func show(status: String, stage: String, percent: Int, events: Int) {
        self.events += events
        let state = "\(Self.bar(percent)) \(Self.padded("\(percent) %", 6)) \(Self.padded(status, 23))\(stage)"
        if terminal.isTerminal {
            terminal.write("\r\u{1B}[K  \(state)  \(terminal.styled("\(self.events) events", .dim))")
        } else if state != shown {
            terminal.print("  \(state)")
        }
        shown = state
    }

    /// Leaves the last state standing.
    func end() {
        if terminal.isTerminal { terminal.write("\n") }
    }

    static func bar(_ percent: Int) -> String {
        let filled = min(width, max(0, percent * width / 100))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
