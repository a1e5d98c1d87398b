import Testing
import WireFormats

@testable import colloquy

@Suite("Recording an answer")
struct AnswerRecordingTests {
    private func record(
        _ actual: JSON, over previous: JSON? = nil, event: String = "", captured: [String: String] = [:]
    ) -> JSON {
        var captures = Captures(now: Timestamp(seconds: 0))
        _ = captures.add(captured)
        return AnswerRecording(event: event, captures: captures).record(actual, over: previous)
    }

    @Test("masks ids and times, alone and within texts")
    func masks() {
        #expect(
            record(["a": "MESSAGE-1763713300-0a1b2c3d", "b": "at 2026-11-21T01:33:24.5Z", "c": 7])
                == ["a": "<message-id>", "b": "at <timestamp>", "c": 7])
    }

    @Test("writes a body that is JSON as a value, and another one as it is")
    func body() {
        #expect(record(["body": #"{"a":[1]}"#]) == ["body": ["<json>": ["a": [1]]]])
        #expect(record(["body": "plain"]) == ["body": "plain"])
    }

    @Test("leaves alone what the event holds")
    func echo() {
        let id = "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11"
        #expect(record(["id": .string(id)], event: #"{"session_id":"\#(id)"}"#) == ["id": .string(id)])
    }

    @Test("writes a value of an earlier answer by its name")
    func captured() { #expect(record(["id": "m-1"], captured: ["first": "m-1"]) == ["id": "{{first}}"]) }

    @Test("keeps masks of the previous recording that still fit, with their names")
    func previous() {
        let previous: JSON = ["body": ["<json>": ["id": "<message-id:first>", "text": "<text>", "gone": 1]]]
        #expect(
            record(["body": #"{"id":"MESSAGE-1763713300-0a1b2c3d","text":"hello","new":1}"#], over: previous)
                == ["body": ["<json>": ["id": "<message-id:first>", "text": "<text>", "new": 1]]])
    }

    @Test("gives what matches the answer it was made of")
    func roundTrip() {
        let answer: JSON = [
            "statusCode": 200, "headers": ["A": "b"], "body": #"{"at":"2026-11-21T01:33:24Z","n":[2.0,null,"x"]}"#,
        ]
        let comparison = AnswerComparison(
            recorded: record(answer), actual: answer, captures: Captures(now: Timestamp(seconds: 0)))
        #expect(comparison.isMatch)
    }
}
