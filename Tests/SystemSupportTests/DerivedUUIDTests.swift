import SystemSupport
import Testing

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
}
