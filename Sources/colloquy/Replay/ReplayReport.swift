import LocalCloud

/// The table of a replay, line by line, and its closing count.
struct ReplayReport {
    let terminal: Terminal
    private(set) var passed = 0
    private(set) var failed = 0

    init(terminal: Terminal) { self.terminal = terminal }

    mutating func begin(_ folder: String, count: Int) {
        terminal.print(terminal.styled("\(folder), \(count) event\(count == 1 ? "" : "s")", .bold))
    }

    mutating func add(_ outcome: FixtureOutcome) {
        if outcome.isFailure { failed += 1 } else { passed += 1 }
        for line in lines(of: outcome) { terminal.print(line) }
    }

    func end(after duration: Duration) {
        let count = "\(passed) passed, \(failed) failed"
        let seconds = Self.fixed(duration.milliseconds / 1000)
        terminal.print("\(terminal.styled(count, failed == 0 ? .green : .red)) in \(seconds) s")
    }

    func lines(of outcome: FixtureOutcome) -> [String] {
        let mark: String
        var details: [String] = []
        switch outcome.verdict {
        case .passed: mark = terminal.styled("ok  ", .green)
        case .recorded(let isNew): mark = isNew ? terminal.styled("new ", .bold) : terminal.styled("ok  ", .green)
        case .failed(let reason):
            mark = terminal.styled("FAIL", .red)
            details = ["      " + reason]
        case .different(let comparison):
            mark = terminal.styled("FAIL", .red)
            details = ["      " + terminal.styled("- recorded", .red) + "  " + terminal.styled("+ came", .green)]
            details += difference(comparison)
        }
        if outcome.isFailure { details += outcome.output.map { "      " + terminal.styled("bootstrap │ \($0)", .dim) } }
        let status = String(repeating: " ", count: max(0, 5 - outcome.status.count)) + outcome.status
        let time = Self.fixed(outcome.duration.milliseconds)
        let padding = String(repeating: " ", count: max(0, 9 - time.count))
        return ["  \(mark)  \(status) \(padding)\(time) ms  \(outcome.name)"] + details
    }

    private func difference(_ comparison: AnswerComparison) -> [String] {
        LineDifference(from: comparison.expected.pretty, to: comparison.actual.pretty).lines.map { line in
            switch line {
            case .common(let text): "        " + text
            case .removed(let text): "      " + terminal.styled("- " + text, .red)
            case .added(let text): "      " + terminal.styled("+ " + text, .green)
            case .gap(let count): "        " + terminal.styled("… \(count) lines", .dim)
            }
        }
    }

    /// One decimal.
    static func fixed(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
