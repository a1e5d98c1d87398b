import Redis
import TestSupport
import Testing

@testable import ContextMemory

@Suite("The keys of a session on Redis")
struct RedisContextKeysTests {
    private static let pieces = [
        "{", "}", "{}", "}{", "{a}", "a", ":", "session:", ":messages", "é", "\u{301}", " ", "\u{0}",
    ]

    /// Every text of up to three of the pieces.
    private static let ids: [String] = {
        var (ids, last) = ([""], [""])
        for _ in 1...3 {
            last = last.flatMap { id in pieces.map { id + $0 } }
            ids += last
        }
        return ids
    }()

    @Test("an ordinary id's are what they have always been, in a cluster too")
    func ordinary() {
        for id in ["desk", "user/amelia/desk", "", "{", "a{b", "é", "a b:c"] {
            let keys = RedisContextKeys(id)
            #expect(keys.all == ["session:\(id)", "{session:\(id)}:messages", "{session:\(id)}:numbers"])
            #expect(RedisContextKeys(onSingleServer: id) == keys)
        }
    }

    @Test("in a cluster all three of any id are of one slot, and its own key is where earlier clients wrote it")
    func slots() {
        for id in Self.ids {
            let keys = RedisContextKeys(id)
            if Set(keys.all.map { RedisSlot(of: $0.utf8) }).count != 1 { Issue.record("\(keys.all)") }
            if keys.session != "session:\(id)" { Issue.record("\(keys.session)") }
        }
    }

    @Test("no two ids have a key in common")
    func apart() {
        let ids = Set(Self.ids.map { Array($0.utf8) })
        for make in [RedisContextKeys.init(_:), RedisContextKeys.init(onSingleServer:)] {
            let keys = ids.flatMap { make(String(decoding: $0, as: UTF8.self)).all.map { Array($0.utf8) } }
            #expect(Set(keys).count == ids.count * 3)
        }
    }

    @Test("all of them begin as the access control list of the README has it")
    func patterns() {
        for id in Self.ids {
            for keys in [RedisContextKeys(id), RedisContextKeys(onSingleServer: id)] {
                let begins = keys.all.allSatisfy {
                    $0.utf8.starts(with: "session:".utf8) || $0.utf8.starts(with: "{session:".utf8)
                }
                if !begins { Issue.record("\(keys.all)") }
            }
        }
    }
}
