import WireFormats

/// How far somebody who watches a session has seen it.
struct PollPosition {
    /// Of the newest message seen.
    var time: Timestamp
    /// Of the last one given, where there are more to give.
    var place: MessagePlace?

    init(time: Timestamp, place: MessagePlace? = nil) {
        self.time = time
        self.place = place
    }

    init?(_ json: JSON) {
        guard let time = json[0]?.string.flatMap({ Timestamp($0) }) else { return nil }
        self.init(time: time, place: json[1]?.string.flatMap(MessagePlace.init(sort:)))
    }

    var json: JSON { [.string(time.description), place.map { .string($0.sort) } ?? .null] }
}
