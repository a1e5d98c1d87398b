import AWSServices
import Testing
import WireFormats

@testable import WebChat

@Suite("Positions of a search")
struct SearchPositionTests {
    private let key = ChatKey(owner: "a#b", id: "s")

    @Test("a position comes back from its JSON, and leads to the row that it was made of")
    func roundTrip() throws {
        let row = Chat.item(key, name: "Name", at: "2026-11-21T08:00:00.000000Z", epoch: 1)
        let position = try #require(SearchPosition(row, seen: SeenChats().adding([key])))
        #expect(SearchPosition(position.json) == position)
        #expect(
            position.startKey(of: "a#b") == [
                "pk": "CHAT#a%23b#s", "sk": "META", "gsi2pk": "TXT#a%23b", "gsi2sk": "2026-11-21T08:00:00.000000Z",
            ])
    }

    @Test("of the chats seen before, the last 500 are known")
    func seen() {
        let keys = (0..<501).map { ChatKey(owner: "alice", id: "s\($0)") }
        let seen = SeenChats().adding(Array(keys[..<400])).adding(Array(keys[400...]))
        #expect(seen.marks == ExactSet(keys.dropFirst().map(SeenChats.mark)))
        #expect(seen.text.utf8.count == 4000)
        #expect(SeenChats().marks == [])
    }
}
