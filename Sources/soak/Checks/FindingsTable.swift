/// The findings as lines for a terminal.
struct FindingsTable: Sendable {
    /// Shown of one check.
    private static let maximumFailures = 20

    let lines: [String]

    init(_ findings: Findings) {
        let width = Findings.Check.allCases.map(\.rawValue.count).max() ?? 0
        var lines = ["", "\("check".padded(to: width))  times  failed"]
        for check in Findings.Check.allCases {
            let finding = findings[check]
            lines.append(
                "\(check.rawValue.padded(to: width))  \(String(finding.checked).padded(to: 5))  "
                    + "\(finding.failures.count)\(finding.remark.map { "  (\($0))" } ?? "")")
        }
        for check in Findings.Check.allCases {
            let failures = findings[check].failures
            guard !failures.isEmpty else { continue }
            lines += ["", "\(check.rawValue): \(failures.count) times not"]
            lines += failures.prefix(Self.maximumFailures).map { "  \($0)" }
            if failures.count > Self.maximumFailures { lines.append("  …") }
        }
        self.lines = lines
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
