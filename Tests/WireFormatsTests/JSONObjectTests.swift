import Testing
import WireFormats

@Suite("JSON objects")
struct JSONObjectTests {
    @Test("members are found, replaced and removed alike in small and large objects", arguments: [1, 15, 16, 17, 40])
    func editsMembers(count: Int) {
        var object = JSONObject((0..<count).map { ("k\($0)", JSON.number(JSONNumber($0))) })
        object["k0"] = "new"
        #expect(object["k0"] == "new")
        #expect(object.keys == (0..<count).map { "k\($0)" })
        object["k0"] = nil
        object["absent"] = nil
        #expect(object["k0"] == nil)
        #expect(object.keys == (1..<count).map { "k\($0)" })
        for key in object.keys { #expect(object[key]?.int == Int(key.dropFirst())) }
        object["k0"] = 0
        #expect(object.keys.last == "k0")
        #expect(object["k0"] == 0)
    }

    @Test("names that look the same but are other bytes are two members", arguments: [0, 20])
    func tellsCompositionsApart(others: Int) {
        var object = JSONObject((0..<others).map { ("k\($0)", JSON.null) })
        object["\u{E9}"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == others + 2)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test("texts that look the same but are other bytes are two values")
    func tellsTextsApart() {
        #expect(JSON.string("\u{E9}") != "e\u{301}")
        #expect(([["a": "K"]] as JSON) != [["a": "\u{212A}"]])
    }

    @Test("objects are equal in whatever order, and then have equal hashes")
    func ignoresOrder() {
        let left: JSONObject = ["a": 1, "b": ["c": 2, "d": 3]]
        let right: JSONObject = ["b": ["d": 3, "c": 2], "a": 1]
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": ["c": 2]])
        #expect(left != ["a": 1, "x": ["c": 2, "d": 3]])
    }
}
