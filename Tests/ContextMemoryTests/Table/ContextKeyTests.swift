import AWSServices
import Testing
import WireFormats

@testable import ContextMemory

@Suite("Keys of sessions in the table")
struct ContextKeyTests {
    @Test("any id comes back from an item's key", arguments: ["", "a", "a#b", "é\u{0}\n#", "e\u{301}"])
    func ids(id: String) {
        let key = ContextKey(id)
        #expect(ContextKey(key.header).map { Array($0.id.utf8) } == Array(id.utf8))
        #expect(ContextKey(["pk": "CHAT#alice#s"]) == nil)
    }

    @Test("messages sort by epoch and number, below the session and above what is not read")
    func order() {
        let sorts = [
            "due#1", "id#0000000000000009#ff", ContextKey.messageSort(epoch: 9, number: 10),
            ContextKey.messageSort(epoch: 10, number: 9), ContextKey.messageSort(epoch: 10, number: 10),
            ContextKey.headerSort, ContextKey.summarySort,
        ]
        #expect(sorts == sorts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(sorts.filter { $0 >= ContextKey.lowestRead }.count == 5)
    }

    @Test("a message's sort key tells its epoch and number")
    func position() throws {
        let position = try #require(ContextKey.position(ofMessage: ContextKey.messageSort(epoch: 7, number: 8)))
        #expect(position == (7, 8))
        for sort in ["session", "message#7", "message#x#8", "id#7#8"] {
            #expect(ContextKey.position(ofMessage: sort) == nil)
        }
    }
}
