/// What an owner's counters say.
struct ActivityCounts: Sendable, Hashable {
    struct Day: Sendable, Hashable {
        /// `YYYY-MM-DD`, in UTC.
        var date: String
        var messages = 0
        /// Begun on that day.
        var chats = 0
    }

    /// That there are.
    var messages = 0
    var chats = 0
    var days: [Day]
    /// Messages of these days by hour of the day (UTC): 24 numbers.
    var hours = [Int](repeating: 0, count: 24)
}
