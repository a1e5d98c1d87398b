import Testing
import WireFormats

@testable import colloquy

@Suite("JSON for people")
struct PrettyJSONTests {
    @Test("has a line for each member and element, and short empty ones")
    func lines() {
        #expect(
            (["a": [1, "x"], "b": [], "c": [:]] as JSON).pretty == """
                {
                  "a": [
                    1,
                    "x"
                  ],
                  "b": [],
                  "c": {}
                }
                """)
    }
}
