import AWSServices
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Places of messages")
struct MessagePlaceTests {
    private static let place = MessagePlace(
        ordinal: 7, time: Timestamp(microseconds: 1_795_000_000_000_001), tieBreak: "0a1b2c3d")

    @Test("a place is read back from its sort key, and its reference from its text")
    func roundTrip() throws {
        let place = Self.place
        #expect(place.sort.hasPrefix(MessagePlace.prefix(ofSession: 7)))
        #expect(MessagePlace(sort: place.sort) == place)
        let reference = MessageReference(sessionID: "00000000-0000-4000-8000-00000000000a", place: place)
        #expect(reference.description == "00000000-0000-4000-8000-00000000000a_1795000000000001_0a1b2c3d")
        #expect(MessageReference(reference.description) == reference)
        #expect(reference.place(inSession: 7) == place)
    }

    @Test("text order is the order of sessions, times and tie-breaks")
    func order() {
        let time = Self.place.time
        let places = [
            MessagePlace(ordinal: 2, time: time + .seconds(5), tieBreak: "ff"),
            MessagePlace(ordinal: 10, time: time, tieBreak: "00"),
            MessagePlace(ordinal: 10, time: time, tieBreak: "01"),
            MessagePlace(ordinal: 10, time: time + .microseconds(1), tieBreak: "00"),
        ]
        #expect(places.map(\.sort).sorted() == places.map(\.sort))
    }

    @Test(
        "what is no place is none",
        arguments: ["", "message#", "message#x#2026-11-21T08:00:00Z#a", "message#1#yesterday#a", "session#00000001"])
    func malformed(_ sort: String) {
        #expect(MessagePlace(sort: sort) == nil)
    }
}
