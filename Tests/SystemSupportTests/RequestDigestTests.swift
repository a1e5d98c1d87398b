import Testing
import WireFormats

@testable import SystemSupport

@Suite("Digests of requests")
struct RequestDigestTests {
    @Test("digests do not depend on the order of members, but on everything else")
    func digests() {
        let value: JSON = ["a": [1, ["x": 1, "y": 2]], "b": "t"]
        #expect(RequestDigest.of(value) == RequestDigest.of(["b": "t", "a": [1, ["y": 2, "x": 1]]]))
        #expect(RequestDigest.of(value) != RequestDigest.of(["b": "t", "a": [["y": 2, "x": 1], 1]]))
    }
}
