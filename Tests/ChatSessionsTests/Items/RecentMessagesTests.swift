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

    @Test("adds the id to the set of its minute")
    func adds() {
        #expect(note([:]) == Update(add: ["recent_100": .stringSet(["M"])]))
    }

    @Test("drops minutes that are too old, and what is no minute")
    func drops() {
        let item: Item = [
            "recent_95": .stringSet(["a"]), "recent_96": .stringSet(["b"]), "recent_x": .stringSet(["c"]),
            "recent_99": "d", "title": "recent_1",
        ]
        #expect(
            note(item)
                == Update(add: ["recent_100": .stringSet(["M"])], remove: ["recent_95", "recent_x", "recent_99"]))
    }

    @Test("notes no more once there are very many, so that the item cannot outgrow its limit")
    func bounded() {
        let many = Set((0..<RecentMessages.maximumCount).map { "M\($0)" })
        #expect(note(["recent_100": .stringSet(many)]) == Update())
    }

    @Test("reads the ids of all minutes")
    func reads() {
        #expect(
            RecentMessages.ids(in: ["recent_1": .stringSet(["a", "b"]), "recent_2": .stringSet(["c"]), "x": "y"])
                == ["a", "b", "c"])
    }
}
