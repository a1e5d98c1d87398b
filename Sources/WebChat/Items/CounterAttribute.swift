import SystemSupport

/// Names of the attributes of an owner's counters.
enum CounterAttribute {
    static let messages = "messages"
    static let chats = "chats"

    /// Messages of an hour of the day (UTC), 0 to 23.
    static func hour(_ hour: Int) -> String { "hour_\(hour.padded(to: 2))" }
}
