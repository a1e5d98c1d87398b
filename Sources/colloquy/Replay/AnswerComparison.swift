import WireFormats

/// A recorded answer beside the one that came. Where a mask fits, or two numbers are the same, both sides show what came,
/// so that equal sides mean a match and a diff shows the differences alone.
struct AnswerComparison {
    private(set) var expected: JSON
    private(set) var actual: JSON
    /// What named masks stood for.
    private(set) var captures: Captures

    /// A text that is JSON itself is recorded as `{"<json>": value}`, and compared as a value.
    static let jsonMarker = "<json>"

    var isMatch: Bool { expected == actual }

    /// - Parameter recorded: with its `{{NAME}}`s filled in.
    init(recorded: JSON, actual: JSON, captures: Captures) {
        expected = recorded
        self.actual = actual
        self.captures = captures
        (expected, self.actual) = aligned(recorded, actual)
    }

    private mutating func aligned(_ expected: JSON, _ actual: JSON) -> (JSON, JSON) {
        switch (expected, actual) {
        case (.string(let pattern), _):
            let text = MaskedText(pattern)
            if text.soleMask == Mask(kind: .any) { return (actual, actual) }
            if text.soleMask == Mask(kind: .number), actual.number != nil { return (actual, actual) }
            guard let value = actual.string, let found = text.match(value), captures.add(found) else {
                return (expected, actual)
            }
            return (actual, actual)
        case (.number(let left), .number(let right)):
            return left.double == right.double && left.double != nil ? (actual, actual) : (expected, actual)
        case (.array(let left), .array(let right)):
            var sides: ([JSON], [JSON]) = ([], [])
            for index in 0..<max(left.count, right.count) {
                guard index < left.count, index < right.count else {
                    if index < left.count { sides.0.append(left[index]) } else { sides.1.append(right[index]) }
                    continue
                }
                let both = aligned(left[index], right[index])
                sides.0.append(both.0)
                sides.1.append(both.1)
            }
            return (.array(sides.0), .array(sides.1))
        case (.object(let members), .string(let text)) where members.count == 1 && members[Self.jsonMarker] != nil:
            guard let inner = members[Self.jsonMarker], let value = try? JSON(parsing: text) else {
                return (expected, actual)
            }
            let both = aligned(inner, value)
            return ([Self.jsonMarker: both.0], [Self.jsonMarker: both.1])
        case (.object(let left), .object(let right)):
            return aligned(left, right)
        default:
            return (expected, actual)
        }
    }

    /// Members in the order that came, so that order makes no difference; then those that are missing.
    private mutating func aligned(_ expected: JSONObject, _ actual: JSONObject) -> (JSON, JSON) {
        var sides = (JSONObject(), JSONObject())
        for (key, value) in actual {
            if let wanted = expected[key] {
                let both = aligned(wanted, value)
                sides.0[key] = both.0
                sides.1[key] = both.1
            } else {
                sides.1[key] = value
            }
        }
        for (key, value) in expected where actual[key] == nil { sides.0[key] = value }
        return (.object(sides.0), .object(sides.1))
    }
}
