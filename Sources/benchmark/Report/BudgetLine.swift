/// A limit that the design sets, beside what was measured.
struct BudgetLine {
    enum Direction { case atMost, atLeast }

    let what: String
    let limit: Double
    let measured: Double
    let unit: String
    var direction = Direction.atMost

    var isMet: Bool { direction == .atMost ? measured <= limit : measured >= limit }

    /// Of a table in Markdown: what, budget, measured, met or missed by how much.
    var row: String {
        let bound = direction == .atMost ? "≤" : "≥"
        return "| \(what) | \(bound) \(limit.text) \(unit) | \(measured.text) \(unit) | \(verdict) |"
    }

    private var verdict: String {
        if isMet { return "met" }
        let share = abs(measured - limit) / limit * 100
        return "**missed** by \(abs(measured - limit).text) \(unit) (\(Int(share.rounded(.up))) %)"
    }
}
