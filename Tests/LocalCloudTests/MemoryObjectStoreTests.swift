import Testing
import WireFormats

@testable import LocalCloud

@Suite("Objects in memory")
struct MemoryObjectStoreTests {
    private let store = MemoryObjectStore(buckets: ["b"])

    private func object(_ text: String) -> StoredObject {
        StoredObject(bytes: Array(text.utf8), contentType: "text/plain", lastModified: Timestamp(microseconds: 0))
    }

    @Test("are the same when the bytes of their keys are: é composed and decomposed are two")
    func equivalentKeys() {
        let keys = ["e\u{301}", "\u{E9}"]
        for key in keys { #expect(store.put(object(key), as: key, in: "b", isNew: true)) }
        #expect(
            store.list("b", prefix: "", after: nil, maximum: 10).map { Array($0.key.utf8) }
                == keys.map { Array($0.utf8) })
        for key in keys { #expect(store.object(key, in: "b")?.bytes == Array(key.utf8)) }
        store.delete(keys[0], from: "b")
        #expect(store.object(keys[0], in: "b") == nil)
        #expect(store.object(keys[1], in: "b") != nil)
    }

    @Test("are only in buckets that there are, and replaced unless they must be new")
    func buckets() {
        #expect(store.put(object("1"), as: "k", in: "b", isNew: false))
        #expect(!store.put(object("2"), as: "k", in: "b", isNew: true))
        #expect(store.object("k", in: "b") == object("1"))
        #expect(store.put(object("2"), as: "k", in: "b", isNew: false))
        #expect(store.object("k", in: "b") == object("2"))
        #expect(!store.hasBucket("c"))
        #expect(store.object("k", in: "c") == nil)
    }
}
