import AWSServices
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("RecentMessages")
struct RecentMessagesTests {
    private let now = Timestamp(seconds: 6000)

    private func note(_ item: Item) -> Update {
        var update = Update()
        RecentMessages.note("M", created: now - .seconds(1), at: now, in: item, by: &update)
        return update
    }

    private func ids(_ count: Int) -> AttributeValue { .stringSet(ExactSet((0..<count).map { "M\($0)" })) }

    /// A million microseconds before the span, to base 36.
    private let noted: AttributeValue = .stringSet(["M#-lfls"])

    @Test("adds the id and the message's time to the set of its ten seconds")
    func adds() {
        #expect(note([:]) == Update(add: ["recent_600": noted]))
    }

    @Test("drops what is older than five minutes, and what is no set of a time")
    func drops() {
        let item: Item = [
            "recent_570": .stringSet(["a"]), "recent_571": .stringSet(["b"]), "recent_x": .stringSet(["c"]),
            "recent_599": "d", "title": "recent_1",
        ]
        #expect(
            note(item)
                == Update(add: ["recent_600": noted], remove: ["recent_570", "recent_x", "recent_599"]))
    }

    @Test("drops what has had many after it, but for the last span")
    func dropsUnderLoad() {
        let item: Item = [
            "recent_590": ids(1), "recent_597": ids(RecentMessages.maximumCount), "recent_599": ids(1),
            "recent_600": ids(RecentMessages.maximumCount - 1),
        ]
        #expect(
            note(item)
                == Update(add: ["recent_600": noted], remove: ["recent_590", "recent_597"]))
    }

    @Test("notes no more in a span that has very many, so that the item stays small")
    func bounded() {
        let many = ids(RecentMessages.maximumCount)
        #expect(note(["recent_599": many, "recent_600": many]) == Update())
    }

    @Test("reads the ids of all spans, with their times where these are noted")
    func reads() {
        #expect(
            RecentMessages.times(in: [
                "recent_1": .stringSet(["a", "b#0"]), "recent_2": .stringSet(["c#-1", "d#5yc2c"]),
                "recent_99999999999999999": .stringSet(["e#zzzzzzzzzzzz"]), "recent_x": .stringSet(["f#0"]), "x": "y",
            ]) == [
                "a": nil, "b": Timestamp(seconds: 10), "c": Timestamp(microseconds: 19_999_999),
                "d": Timestamp(microseconds: 30_000_020), "e": Timestamp(microseconds: .max), "f#0": nil,
            ])
    }

    @Test("a note is read as it was written", arguments: [-86_400_000_000, -1, 0, 1, 9_999_999] as [Int64])
    func roundTrip(_ offset: Int64) {
        let created = Timestamp(microseconds: now.microseconds + offset)
        let note = RecentMessages.note(of: "MESSAGE-1-abcd", created: created, at: now)
        #expect(
            RecentMessages.times(in: [RecentMessages.attribute(at: now): note]) == ["MESSAGE-1-abcd": created])
    }
}
