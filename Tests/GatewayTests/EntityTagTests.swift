import Gateway
import Testing
import WireFormats

@Suite("Entity tags")
struct EntityTagTests {
    private func hasMatch(_ fields: [String]) -> Bool {
        let headers = HTTPHeaders(fields.map { ("If-None-Match", $0) })
        return Request(method: "GET", path: "/", headers: headers, caller: .anonymous).hasMatch(forTag: "\"a\"")
    }

    @Test(
        "a tag matches itself, weak or in a list, and a star",
        arguments: [["\"a\""], ["W/\"a\""], ["\"b\", \"a\""], ["\"b\"", "\"a\""], ["*"], [" \"a\"\t"]])
    func matches(fields: [String]) { #expect(hasMatch(fields)) }

    @Test("nothing else matches", arguments: [[], [""], ["\"b\""], ["a"], ["\"A\""], ["w/\"a\""]])
    func differs(fields: [String]) { #expect(!hasMatch(fields)) }
}
