import SystemSupport
import Testing
import WireFormats

@Suite("Derived UUIDs")
struct DerivedUUIDTests {
    @Test("have the form of version 8 and depend on kind, owner and key")
    func form() {
        let id = DerivedUUID.of("session", "u", "k")
        #expect(id.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
        #expect(id == DerivedUUID.of("session", "u", "k"))
        #expect(
            Set([
                id, DerivedUUID.of("other", "u", "k"), DerivedUUID.of("session", "v", "k"),
                DerivedUUID.of("session", "u", "l"),
            ]).count == 4)
    }

    @Test("texts with line feeds that lie elsewhere are other texts")
    func lineFeeds() {
        let triples = [
            ("session", "a", "b\nc"), ("session", "a\nb", "c"), ("session\na", "b", "c"), ("session", "a\nb\nc", ""),
            ("session", "", "a\nb\nc"), ("session", "1:a", "\n1:b"), ("session", "1:a\n1:b", ""),
            ("session", "a\r\nb", "c"),
            ("session", "a\r", "b\nc"), ("7:session", "1:a", "3:b\nc"), ("session", "a", "b"), ("session", "a\n", "b"),
            ("session", "a", "\nb"),
        ]
        #expect(Set(triples.map { DerivedUUID.of($0, $1, $2) }).count == triples.count)
        #expect(Set(triples.map { Array(DerivedUUID.source($0, $1, $2).utf8) }).count == triples.count)
    }

    @Test("ids that earlier versions made of texts without line feeds, and stored, stay the same")
    func stored() {
        #expect(DerivedUUID.source("session", "u", "k") == "session\nu\nk")
        #expect(DerivedUUID.of("chat prompt", "", "key-1") == "048bc45d-10b4-8a5d-a349-42232c56d9ff")
    }
}
