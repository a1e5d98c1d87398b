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
        RecentMessages.note("M", at: now, in: item, by: &update)
        return update
    }

    private func ids(_ count: Int) -> AttributeValue { .stringSet(Set((0..<count).map { "M\($0)" })) }

    @Test("adds the id to the set of its ten seconds")
    func adds() {
        #expect(note([:]) == Update(add: ["recent_600": .stringSet(["M"])]))
    }

    @Test("drops what is older than five minutes, and what is no set of a time")
    func drops() {
        let item: Item = [
            "recent_570": .stringSet(["a"]), "recent_571": .stringSet(["b"]), "recent_x": .stringSet(["c"]),
            "recent_599": "d", "title": "recent_1",
        ]
        #expect(
            note(item)
                == Update(add: ["recent_600": .stringSet(["M"])], remove: ["recent_570", "recent_x", "recent_599"]))
    }

    @Test("drops what has had many after it, but for the last span")
    func dropsUnderLoad() {
        let item: Item = [
            "recent_590": ids(1), "recent_597": ids(RecentMessages.maximumCount), "recent_599": ids(1),
            "recent_600": ids(RecentMessages.maximumCount - 1),
        ]
        #expect(
            note(item)
                == Update(add: ["recent_600": .stringSet(["M"])], remove: ["recent_590", "recent_597"]))
    }

    @Test("notes no more in a span that has very many, so that the item stays small")
    func bounded() {
        let many = ids(RecentMessages.maximumCount)
        #expect(note(["recent_599": many, "recent_600": many]) == Update())
    }

    @Test("reads the ids of all spans")
    func reads() {
        #expect(
            RecentMessages.ids(in: ["recent_1": .stringSet(["a", "b"]), "recent_2": .stringSet(["c"]), "x": "y"])
                == ["a", "b", "c"])
    }
}
