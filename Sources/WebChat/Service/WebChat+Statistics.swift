import Gateway
import SystemSupport
import WireFormats

extension WebChat {
    private static let day: Duration = .seconds(86_400)
    /// A year, and the day that leap years have more.
    private static let maximumDays = 366

    /// `GET /api/session_stats/`: how many chats and messages the caller has, and what happened in the last days.
    func statistics(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let days = try QueryParameters(request).integer("days", in: 1...Self.maximumDays) ?? 30
        let time = effects.now()
        let dates = (0..<days).reversed().map { ConversationStore.date(of: time - Self.day * $0) }
        let counts = try await store.counts(of: owner, on: dates)
        let recent = try await store.recentActivity(of: owner, since: time - Self.day)
        let hourAgo = (time - Self.activity).description
        return .json([
            "stats": [
                "total_sessions": number(counts.chats), "total_messages": number(counts.messages),
                "recent_sessions_24h": number(recent.count),
                "active_sessions": number(recent.count { $0 >= hourAgo }),
            ],
            "daily": .array(
                counts.days.map {
                    ["date": .string($0.date), "messages": number($0.messages), "sessions": number($0.chats)]
                }),
            "hourly": .array(counts.hours.map(number)),
        ])
    }

    private func number(_ value: Int) -> JSON { .number(JSONNumber(value)) }
}
