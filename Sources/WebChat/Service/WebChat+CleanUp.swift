import Gateway
import HTTPTransport
import SystemSupport
import WireFormats

extension WebChat {
    private static let maximumDays = 36_500.0
    /// How many of the chats that it would delete a dry run shows.
    private static let shown = 20
    /// Of one call: well under API Gateway's 30 seconds.
    private static let cleanUpTime: Duration = .seconds(10)
    /// Kept free at the end of an invocation.
    private static let cleanUpMargin: Duration = .seconds(5)
    /// Pages of 99 chats that one call looks at.
    private static let cleanUpPages = 20

    /// `POST /api/cleanup_sessions/`: deletes the caller's chats without activity for `days_old` days, as
    /// `DELETE /api/sessions/{id}` does, so each can be restored for a while. Goes on behind `cursor` with the same
    /// parameters, and the border that the first call took.
    func cleanUp(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        // The original's page sends a body, but everything in it has a default.
        let arguments = try request.body.isEmpty ? Arguments([:]) : Arguments(body: request.body)
        let days = try Self.daysOld(arguments)
        let isDryRun = try arguments.booleanIfPresent("dry_run") ?? false
        let includesArchived = try arguments.booleanIfPresent("include_archived") ?? false
        let scope =
            (["clean-up", .string(owner), .string("\(days)"), .bool(includesArchived), .bool(isDryRun)] as JSON).text
        var cutoff = effects.now() - .microseconds(Int64(days * 86_400_000_000))
        var position: ConversationStore.CleanUpPosition?
        if let cursor = try arguments.stringIfPresent("cursor", maximumBytes: 20_000) {
            let value = try cursors.verify(cursor, scope: scope)
            if let border = value[0]?.string.flatMap({ Timestamp($0) }),
                let part = value[1]?.string.flatMap(Chat.Part.init(rawValue:))
            {
                cutoff = border
                position = .init(part: part, list: value[2].flatMap(ConversationStore.ListPosition.init))
            }
        }
        let end = min(
            .now + Self.cleanUpTime, InvocationScope.deadline.map { $0 - Self.cleanUpMargin } ?? .now + .seconds(3600))
        var pages = 0
        let result = try await store.cleanUp(
            of: owner, .init(cutoff: cutoff, includesArchived: includesArchived, isDryRun: isDryRun), after: position
        ) {
            pages += 1
            return pages >= Self.cleanUpPages || .now > end
        }
        let next = try result.next.map { (next) throws(Failure) in
            try cursors.sign(
                [.string(cutoff.description), .string(next.part.rawValue), next.list?.json ?? .null], scope: scope)
        }
        var body: JSONObject = [
            "deleted_count": .number(JSONNumber(result.chats.count)),
            "skipped_pinned": .number(JSONNumber(result.pinned)),
            "skipped_archived": .number(JSONNumber(result.archived)), "dry_run": .bool(isDryRun),
            "next_cursor": next.map(JSON.string) ?? .null,
        ]
        if isDryRun {
            body["sessions"] = .array(result.chats.prefix(Self.shown).map(\.json))
        } else {
            body["deleted_ids"] = .array(result.chats.map { .string($0.id) })
            body["undo_until"] = result.deadline.map { .string($0.description) } ?? .null
        }
        return .json(.object(body))
    }

    /// - Throws: 422 for everything but a number in its range, `null` too: nothing is deleted by mistake.
    private static func daysOld(_ arguments: Arguments) throws(Failure) -> Double {
        guard let value = arguments.object["days_old"] else { return 30 }
        guard let days = value.number?.double, days > 0, days <= maximumDays else {
            throw arguments.invalid("days_old", "must be a number above 0 and at most 36500")
        }
        return days
    }
}
