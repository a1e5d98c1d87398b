import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// The events of a run, append-only.
extension AssessmentStore {
    /// Stores entries behind each other; the same call may be repeated.
    func append(
        _ entries: [AgentEventEntry], to id: String, attempt: Int, from first: Int, expiry: AttributeValue?
    ) async throws(Failure) {
        let writes = entries.enumerated().map { offset, entry in
            BatchWrite.put(
                entry.item(of: id, EventSequence(attempt: attempt, number: first + offset), expiry: expiry))
        }
        try await batchWrite(schema.events, writes)
    }

    /// Events behind `sequence`, oldest first, as many as one read brings: at most 1 MB.
    func events(of id: String, after sequence: Int, limit: Int?) async throws(Failure) -> Page {
        try await page(
            Query(
                table: schema.events, partition: .string(id), range: .greater(.int(max(0, sequence))), limit: limit,
                consistent: true))
    }

    /// The sequence of the last event; 0 when there is none.
    func lastSequence(of id: String) async throws(Failure) -> Int {
        let page = try await page(
            Query(
                table: schema.events, partition: .string(id), range: .greater(0), descending: true, limit: 1,
                consistent: true))
        return page.items.first?[EventAttribute.sequence]?.int ?? 0
    }
}

/// A word to the worker of a run. It is a small item beside the events, because workers look at it twice a second, and the
/// assessment's own item may be large.
extension AssessmentStore {
    private func noticeKey(_ id: String) -> Item {
        [EventAttribute.assessmentID: .string(id), EventAttribute.sequence: 0]
    }

    /// Tells the worker of a cancelled run. A late repeat takes back no word to the worker of a later attempt.
    func notify(_ assessment: Assessment) async throws(Failure) {
        var item = noticeKey(assessment.id)
        item[EventAttribute.cancelled] = .int(assessment.attempt)
        item[EventAttribute.expiry] = assessment.item[AssessmentAttribute.expiry]
        try await put(
            schema.events, item,
            if: .any([
                .absent(EventAttribute.cancelled),
                .less(EventAttribute.cancelled, .int(assessment.attempt)),
                .lessOrEqual(EventAttribute.expiry, .int(effects.now().seconds)),
            ]))
    }

    /// True when the worker is to stop. A notice that has expired was for an assessment that had the id before.
    func isCancelled(_ lease: Lease) async throws(Failure) -> Bool {
        guard let notice = try await get(schema.events, noticeKey(lease.id)) else { return false }
        let expiry = notice[EventAttribute.expiry]?.int ?? .max
        return expiry > effects.now().seconds && (notice[EventAttribute.cancelled]?.int ?? 0) >= lease.attempt
    }
}
