import Testing

@testable import LocalCloud

@Suite("Markers for Twilio's stand-in")
struct TwilioMarkersTests {
    @Test("say what becomes of a message, and how often")
    func markers() {
        let throttled = TwilioMarkers(in: "Hello [twilio throttle twice]!")
        #expect(throttled.outcome == .refused(.tooManyRequests) && throttled.times == 2 && !throttled.isShuffled)
        #expect(TwilioMarkers(in: "[twilio lose]").outcome == .lost)
        #expect(TwilioMarkers(in: "[twilio lose]").times == nil)
        #expect(TwilioMarkers(in: "[twilio fail once]").times == 1)
        #expect(TwilioMarkers(in: "[twilio shuffle][twilio outside window]").isShuffled)
        #expect(TwilioMarkers(in: "[twilio shuffle][twilio outside window]").outcome == .undelivered(errorCode: 63_016))
    }

    @Test("of other words there are none", arguments: ["", "[fail]", "[twilio dance]", "twilio fail", "[twilio ]"])
    func none(body: String) {
        let markers = TwilioMarkers(in: body)
        #expect(markers.outcome == nil && markers.times == nil && !markers.isShuffled)
    }
}
