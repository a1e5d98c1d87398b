import SystemSupport
import Testing
import WireFormats

@Suite("Size of JSON within JSON")
struct EscapedSizeTests {
    @Test(
        "is what a string of it takes, without the quotes and with a comma",
        arguments: ["", "plain", "with \"quotes\" and \\", "ü €", "line\nbreak"])
    func size(text: String) {
        let value: JSON = ["text": .string(text)]
        #expect(value.escapedSize == JSON.string(value.text).serialized().count - 2 + 1)
    }
}
