import Testing
import WireFormats

@Suite("JSON values")
struct JSONTests {
    private let value: JSON = ["text": "a", "list": [1, 2], "flag": true, "none": nil, "object": ["x": 1.5]]

    @Test("members and elements are reached, and what is not there is nil")
    func reaches() {
        #expect(value["object"]?["x"]?.double == 1.5)
        #expect(value["list"]?[1] == 2)
        #expect(value["list"]?[2] == nil)
        #expect(value["list"]?[-1] == nil)
        #expect(value["list"]?["x"] == nil)
        #expect(value["text"]?[0] == nil)
        #expect(value["missing"] == nil)
        #expect(value["none"]?.isNull == true)
    }

    @Test("each kind gives its own value and no other's")
    func isStrictAboutKinds() {
        #expect(value["text"]?.string == "a" && value["text"]?.int == nil && value["text"]?.bool == nil)
        #expect(value["flag"]?.bool == true && value["flag"]?.int == nil && value["flag"]?.string == nil)
        #expect(value["list"]?.array == [1, 2] && value["list"]?.object == nil)
        #expect(value["object"]?.object == ["x": 1.5] && value["object"]?.array == nil)
    }

    @Test("kinds are named for error messages")
    func namesKinds() {
        let kinds = [JSON.null, true, 1, "", [], [:]].map(\.kind)
        #expect(kinds == ["null", "a boolean", "a number", "a string", "an array", "an object"])
    }

    @Test("a literal that JSON cannot express is null")
    func refusesInfinity() {
        #expect(JSON(floatLiteral: .infinity) == .null)
    }
}
