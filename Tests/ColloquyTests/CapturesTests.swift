import Testing
import WireFormats

@testable import colloquy

@Suite("Captured values")
struct CapturesTests {
    private let captures = Captures(now: Timestamp(seconds: 1_790_000_000))

    @Test("fill texts at any depth, and in JSON within texts")
    func filled() throws {
        var captures = captures
        _ = captures.add(["id": "m-1"])
        let event: JSON = ["body": #"{"id":"{{id}}","day":"{{today}}"}"#, "list": [["{{id}}{{id}}", 1]]]
        #expect(try captures.filled(event) == ["body": #"{"id":"m-1","day":"2026-09-21"}"#, "list": [["m-1m-1", 1]]])
    }

    @Test("include yesterday and tomorrow")
    func days() throws {
        #expect(try captures.filled("{{yesterday}} {{tomorrow}}") as String == "2026-09-20 2026-09-22")
    }

    @Test("that nobody gave are an error with their name")
    func unknown() {
        let error = #expect(throws: Captures.Unknown.self) { try captures.filled("{{nobody}}") as String }
        #expect(error?.name == "nobody")
    }

    @Test("do not change")
    func change() {
        var captures = captures
        let isNew = captures.add(["id": "a"])
        let isChanged = captures.add(["id": "b"])
        #expect((isNew, isChanged) == (true, false))
        #expect(captures.values["id"] == "a")
    }
}
