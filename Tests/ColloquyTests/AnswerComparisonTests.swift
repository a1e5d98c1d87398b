import Testing
import WireFormats

@testable import colloquy

@Suite("Comparing an answer with the recorded one")
struct AnswerComparisonTests {
    private func compare(_ recorded: JSON, _ actual: JSON) -> AnswerComparison {
        AnswerComparison(recorded: recorded, actual: actual, captures: Captures(now: Timestamp(seconds: 0)))
    }

    @Test(
        "finds a match",
        arguments: [
            (["a": 1, "b": [2]], ["b": [2], "a": 1]), (2, 2.0), ("<any>", nil), ("<any>", ["x": 1]), ("<number>", 7),
            (["body": ["<json>": ["id": "<number>", "at": nil]]], ["body": #"{"at": null, "id": 5}"#]),
            (["body": ["<json>": "Session x deleted."]], ["body": #""Session x deleted.""#]),
        ] as [(JSON, JSON)])
    func match(recorded: JSON, actual: JSON) { #expect(compare(recorded, actual).isMatch) }

    @Test(
        "finds a difference",
        arguments: [
            (["a": 1], ["a": 1, "b": 2]), (["a": 1, "b": 2], ["a": 1]), ([1, 2], [1]), ([1], [1, 2]), ("1", 1),
            (["a": nil], [:]), (["body": ["<json>": [1]]], ["body": "[2]"]), (["body": ["<json>": 1]], ["body": "x"]),
            ("<number>", "x"), (1, 1.5), (true, 1),
        ] as [(JSON, JSON)])
    func difference(recorded: JSON, actual: JSON) { #expect(!compare(recorded, actual).isMatch) }

    @Test("shows what came on both sides where they agree, so that only differences differ")
    func sides() {
        let comparison = compare(
            ["id": "<number>", "body": ["<json>": ["at": "<timestamp>", "x": 1]]],
            ["body": #"{"x": 2, "at": "2026-11-21T01:33:24Z"}"#, "id": 7])
        #expect(
            comparison.expected == [
                "body": ["<json>": ["x": 1, "at": "2026-11-21T01:33:24Z"]], "id": 7,
            ])
        #expect(comparison.actual == ["body": ["<json>": ["x": 2, "at": "2026-11-21T01:33:24Z"]], "id": 7])
    }

    @Test("keeps named values, of matching texts only")
    func captures() {
        let comparison = compare(["a": "<number:a>", "b": "<uuid:b>"], ["a": "7", "b": "x"])
        #expect(comparison.captures.values["a"] == "7")
        #expect(comparison.captures.values["b"] == nil)
    }
}
