import Testing
import WireFormats

@testable import WhatsApp

@Suite("Where sessions lie")
struct SessionPlacesTests {
    @Test("a place that was noted is known, others are not")
    func known() {
        let places = SessionPlaces()
        places.note("a", .anna, ordinal: 2)
        #expect(places["a"]?.0 == .anna && places["a"]?.ordinal == 2)
        #expect(places["b"] == nil)
    }

    @Test("no more places are kept than there is room for, and the last one always is")
    func bounded() {
        let places = SessionPlaces()
        let ids = (0...SessionPlaces.maximum).map { "id-\($0)" }
        for (number, id) in ids.enumerated() {
            places.note(id, .ben, ordinal: number)
            #expect(places[id]?.ordinal == number)
        }
        #expect(ids.filter { places[$0] != nil }.count <= SessionPlaces.maximum)
    }
}
