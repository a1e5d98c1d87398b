import AWSServices
import Testing
import WireFormats

@testable import WebChat

@Suite("Keys of chats and turns")
struct ChatKeyTests {
    @Test("a key comes back from its item", arguments: [("alice", "s"), ("a#b%", "c#d"), ("ä@b", "x/y"), ("", "id")])
    func roundTrip(owner: String, id: String) {
        let key = ChatKey(owner: owner, id: id)
        #expect(ChatKey(key.header) == key)
    }

    @Test("other items are none")
    func others() {
        #expect(ChatKey(["pk": "STAT#alice", "sk": "TOTAL"]) == nil)
        #expect(ChatKey(["pk": "CHAT#alice", "sk": "META"]) == nil)
        #expect(ChatKey(["sk": "META"]) == nil)
    }

    @Test(
        "ids are visible ASCII, up to 128 of it",
        arguments: [
            ("s", true), (String(repeating: "x", count: 128), true), (String(repeating: "x", count: 129), false),
            ("", false), ("a b", false), ("a\n", false), ("é", false), ("a/b#c%", true),
        ])
    func ids(id: String, isValid: Bool) { #expect(ChatKey.isValid(id) == isValid) }

    @Test("prompt and answer of a turn lie side by side, in the order of time and epoch")
    func turns() {
        let time = Timestamp(seconds: 1_795_248_000)
        let turns = [
            TurnID(epoch: 1, time: time, tieBreak: "00"), TurnID(epoch: 1, time: time, tieBreak: "01"),
            TurnID(epoch: 1, time: time + .microseconds(1), tieBreak: "00"),
            TurnID(epoch: 2, time: time, tieBreak: "00"), TurnID(epoch: 10, time: time, tieBreak: "00"),
        ]
        let sorts = turns.flatMap { [$0.lowerBound, $0.promptSort, $0.answerSort, $0.upperBound] }
        #expect(sorts == sorts.sorted())
        for turn in turns {
            #expect(TurnID(messageSort: turn.promptSort) == turn)
            #expect(TurnID(messageSort: turn.answerSort) == turn)
            #expect(turn.promptSort.hasPrefix(TurnID.prefix(ofEpoch: turn.epoch)))
        }
        #expect(TurnID(messageSort: "META") == nil)
    }
}
