import TestSupport

/// What every client has: its door, its dice, and names that nobody else uses.
struct ClientKit: Sendable {
    let front: Front
    let findings: Findings
    let name: String
    private(set) var dice: SeededGenerator
    private var lastNumber = 0

    init(_ front: Front, _ findings: Findings, name: String, seed: UInt64) {
        self.front = front
        self.findings = findings
        self.name = name
        dice = SeededGenerator(seed: seed)
    }

    /// A word that stands in one write only.
    mutating func token() -> String {
        lastNumber += 1
        return "\(name)n\(lastNumber)x"
    }

    mutating func below(_ limit: Int) -> Int { dice.below(limit) }
    mutating func pick<Element>(_ elements: [Element]) -> Element { dice.pick(elements) }

    /// Most clients try until they are answered; one in ten gives up at once.
    mutating func patience() -> Int { dice.isTrue(oneIn: 10) ? 1 : 30 }

    /// Notes an answer that no valid request should get.
    func unexpected(_ outcome: Outcome, _ what: String) {
        guard case .refused(let answer) = outcome else { return }
        findings.expect(.refusals, false, "\(what): \(answer.status) \(answer.text.prefix(200))")
    }
}
