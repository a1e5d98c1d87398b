import AWSServices
import Tables
import WireFormats

/// How far the items that the original wrote have been given what our indexes and listings need. See ``ChatStore``'s
/// upgrade.
struct UpgradeState: Sendable, Hashable {
    enum Phase: String, Sendable {
        /// Messages without `created_at`, which no index holds, are being looked for.
        case messages
        /// Sessions without a month and flags are being looked for.
        case sessions
        case complete
    }

    var phase: Phase = .messages
    /// Where the scan of the phase goes on.
    var position: Item?
    /// The month of the oldest session met so far; no listing needs to go back further.
    var oldestMonth = "9999-12"
    /// Whether the table has ``ChatSessionsSchema/sessionsByMonth``.
    var hasMonthIndex = false

    static let key: Item = [ReviewAttribute.id: "colloquy#upgrade"]
    private static let phaseName = "phase"

    /// What must hold for the stored state to be replaced by this one: keeps a finished upgrade finished, and a found index
    /// found, when a slower writer comes late.
    var mayReplace: Condition? {
        if phase == .complete, hasMonthIndex { return nil }
        return .any([
            .absent(ReviewAttribute.id), .notEquals(Self.phaseName, .string(Phase.complete.rawValue)),
        ])
    }

    init() {}

    init(_ item: Item) {
        phase = item[Self.phaseName]?.string.flatMap(Phase.init) ?? .messages
        position = item["position"]?.map
        oldestMonth = item["oldest_month"]?.string ?? oldestMonth
        hasMonthIndex = item["has_month_index"]?.bool ?? false
    }

    var item: Item {
        var item = Self.key
        item[Self.phaseName] = .string(phase.rawValue)
        item["position"] = position.map { .map($0) }
        item["oldest_month"] = .string(oldestMonth)
        item["has_month_index"] = .bool(hasMonthIndex)
        return item
    }
}
