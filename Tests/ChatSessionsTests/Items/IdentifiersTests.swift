import Gateway
import Testing
import WireFormats

@testable import ChatSessions

@Suite("Identifiers")
struct IdentifiersTests {
    private let identifiers = Identifiers(
        effects: Effects(now: { Timestamp(seconds: 1_700_000_000) }, randomBytes: { Array(repeating: 0xAB, count: $0) })
    )

    @Test("have the documented form")
    func form() {
        #expect(identifiers.message(at: Timestamp(seconds: 1_700_000_000)) == "MESSAGE-1700000000-abababab")
        #expect(identifiers.review(at: Timestamp(seconds: 1_700_000_000)) == "REVIEW-1700000000-abababab")
    }

    @Test("times never repeat, even when the clock stands still")
    func times() {
        #expect(
            (1...3).map { _ in identifiers.now().description } == [
                "2023-11-14T22:13:20.000000Z", "2023-11-14T22:13:20.000001Z", "2023-11-14T22:13:20.000002Z",
            ])
    }

    @Test("derived ids have the documented form and depend on key and session")
    func derived() {
        let id = Identifiers.Derived.message(key: "k", sessionID: "s")
        #expect(id.wholeMatch(of: #/MESSAGE-\d{20}-[0-9a-f]{8}/#) != nil)
        #expect(id == Identifiers.Derived.message(key: "k", sessionID: "s"))
        #expect(id != Identifiers.Derived.message(key: "k2", sessionID: "s"))
        #expect(id != Identifiers.Derived.message(key: "k", sessionID: "s2"))
        let session = Identifiers.Derived.session(key: "k", userID: "u")
        #expect(
            session.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
    }
}
