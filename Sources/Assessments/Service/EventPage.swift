import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// The events of a run that one answer carries: oldest first, behind a sequence, as many as fit.
struct EventPage: Sendable {
    /// `?after=SEQUENCE&limit=N`
    struct Wanted: Sendable, Hashable {
        let after: Int
        let limit: Int?

        init(_ request: Request) throws(Failure) {
            let query = QueryParameters(request, emptyIsAbsent: false)
            after = try query.integer("after", in: 0...Int.max) ?? 0
            limit = try query.integer("limit", in: 1...1000)
        }
    }

    /// Bytes of `agent_events` as it lies in the answer, a string in a string; Lambda takes 6 MB in all.
    private static let maximumSize = 3_000_000

    /// A JSON array, which clients parse.
    let text: String
    /// The sequence of the last event here: what to ask `after` next.
    let last: Int
    let hasMore: Bool
    /// The sequence of the run's last event, or of the one that was asked to begin behind, when this page tells. It must
    /// not be looked up afterwards: an event that has come meanwhile is not on the page.
    let lastOfAll: Int?

    init(of assessment: Assessment, _ wanted: Wanted, _ store: AssessmentStore) async throws(Failure) {
        // An item of the original has them all in one attribute.
        if let stored = assessment.item[AssessmentAttribute.agentEvents]?.string {
            text = (try? JSON(parsing: stored))?.array == nil ? "[]" : stored
            (last, hasMore, lastOfAll) = (0, false, 0)
            return
        }
        let page = try await store.events(
            of: assessment.id, after: wanted.after, limit: wanted.limit.map { $0 + 1 })
        let settled = Self.settled(page.items, after: wanted.after, of: assessment)
        let now = store.effects.now().seconds
        var entries: [JSON] = []
        var size = 0
        var seen = 0
        var last = wanted.after
        for item in settled.prefix(wanted.limit ?? .max) {
            // What has expired is of an assessment that had the id before.
            if item[EventAttribute.expiry]?.int ?? .max > now {
                let entry = AgentEventEntry.json(of: item)
                // A string in a string in a string: quotes and backslashes grow each time.
                size += JSON.string(entry.text).escapedSize
                if size > Self.maximumSize, !entries.isEmpty { break }
                entries.append(entry)
            }
            seen += 1
            last = item[EventAttribute.sequence]?.int ?? last
        }
        text = JSON.array(entries).text
        self.last = last
        // A read ends at 1 MB, whatever its limit.
        hasMore = seen < settled.count || (settled.count == page.items.count && page.lastKey != nil)
        lastOfAll = hasMore ? nil : last
    }

    /// The items up to the first gap. Those of a batch come to be in any order, with pauses where DynamoDB is busy, and a
    /// client that has seen one never asks for those before it. A gap of an attempt that is over will not be filled.
    private static func settled(_ items: [Item], after: Int, of assessment: Assessment) -> ArraySlice<Item> {
        guard !assessment.workflowStatus.isTerminal else { return items[...] }
        var previous = EventSequence(value: after)
        for (index, item) in items.enumerated() {
            let sequence = EventSequence(value: item[EventAttribute.sequence]?.int ?? 0)
            if sequence.attempt >= assessment.attempt, !previous.isFollowed(by: sequence) { return items[..<index] }
            previous = sequence
        }
        return items[...]
    }
}
