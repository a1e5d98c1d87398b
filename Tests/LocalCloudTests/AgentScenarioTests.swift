import Foundation
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Scenario of an agent")
struct AgentScenarioTests {
    @Test("every shipped file is one, and is named for what it plays")
    func shipped() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: AgentUnderTest.shipped).sorted()
        #expect(
            names == [
                "access-denied.json", "cut-connection.json", "failure-trace.json", "happy-path.json",
                "knowledge-base.json", "many-events.json", "no-documents.json", "one-document.json",
                "split-characters.json", "stall.json", "throttled-always.json", "throttled-in-stream.json",
                "throttled-twice.json",
            ])
        let folder = AgentScenarioFolder(path: AgentUnderTest.shipped)
        for name in names {
            let scenario = try #require(try folder.scenario(String(name.dropLast(".json".count))))
            #expect(!scenario.purpose.isEmpty)
        }
    }

    @Test("is read with its pauses, and its last entry repeats")
    func reading() throws {
        let scenario = try AgentScenario(
            parsing: Array(
                """
                {"purpose": "p", "invocations": [
                  {"error": {"status": 429, "type": "ThrottlingException", "message": "slow"}},
                  {"steps": [
                    {"after": 250, "chunk": "a"}, {"bytes": "4oI="},
                    {"toolCall": {"actionGroup": "G", "function": "g", "parameters": {"n": 1.5, "b": true, "l": ["x"]}}},
                    {"repeat": {"times": 3, "steps": [{"toolResponse": {"ok": true}}]}},
                    {"stall": true}]}]}
                """.utf8), file: "x.json")
        #expect(
            scenario.turn(0)
                == .refusal(ServiceRefusal(status: 429, type: "ThrottlingException", message: "slow")))
        let steps = AgentScenario.Turn.steps([
            AgentStep(after: .milliseconds(250), action: .chunk("a")), AgentStep(action: .bytes([0xE2, 0x82])),
            AgentStep(
                action: .toolCall(
                    AgentStep.ToolCall(
                        actionGroup: "G", function: "g",
                        parameters: [
                            .init(name: "n", type: "number", value: 1.5),
                            .init(name: "b", type: "boolean", value: true),
                            .init(name: "l", type: "array", value: ["x"]),
                        ]))),
            AgentStep(action: .repeat(times: 3, steps: [AgentStep(action: .toolResponse(["ok": true]))])),
            AgentStep(action: .stall),
        ])
        #expect(scenario.turn(1) == steps)
        #expect(scenario.turn(9) == steps)
    }

    private static func steps(_ steps: String) -> String {
        #"{"purpose": "", "invocations": [{"steps": [\#(steps)]}]}"#
    }

    @Test(
        "is refused with the name of the file and of the member",
        arguments: [
            ("[]", "f.json: must be an object, not an array"),
            ("{", "f.json: is no JSON"),
            (#"{"invocations": []}"#, #"f.json: lacks the member "purpose""#),
            (#"{"purpose": "", "invocations": []}"#, "f.json: invocations must not be empty"),
            (
                #"{"purpose": "", "invocations": [{"steps": []}], "note": 1}"#,
                #"f.json: has the unknown member "note"; known are purpose, invocations"#
            ),
            (
                #"{"purpose": "", "invocations": [{"steps": [], "error": {}}]}"#,
                #"f.json: invocations[0] must have either "error" or "steps""#
            ),
            (
                #"{"purpose": "", "invocations": [{"error": {"status": 200, "type": "T", "message": ""}}]}"#,
                "f.json: invocations[0].error.status must be an integer from 400 to 599"
            ),
            (steps(#"{"after": 1}"#), #"f.json: invocations[0].steps[0] must have one member beside "after", not 0"#),
            (
                steps(#"{"chunk": "a", "rationale": "b"}"#),
                #"f.json: invocations[0].steps[0] must have one member beside "after", not 2"#
            ),
            (steps(#"{"speak": "a"}"#), #"f.json: invocations[0].steps[0] has the unknown member "speak""#),
            (
                steps(#"{"after": -1, "chunk": ""}"#),
                "f.json: invocations[0].steps[0].after must be an integer from 0 to 3600000"
            ),
            (steps(#"{"bytes": "?"}"#), "f.json: invocations[0].steps[0].bytes must be base64"),
            (
                steps(#"{"toolCall": {"actionGroup": "", "function": "f"}}"#),
                "f.json: invocations[0].steps[0].toolCall.actionGroup must not be empty"
            ),
            (
                steps(#"{"merges": {"a": 1}}"#),
                "f.json: invocations[0].steps[0].merges.a must be an object, not a number"
            ),
            (
                steps(#"{"appendDocument": {"name": "a.pdf", "title": ""}}"#),
                "f.json: invocations[0].steps[0].appendDocument.name must end in .pptx or .docx"
            ),
            (
                steps(#"{"appendDocument": {"name": "../a.docx", "title": ""}}"#),
                "f.json: invocations[0].steps[0].appendDocument.name must not hold slashes"
            ),
            (
                steps(#"{"knowledgeBaseResult": [{"text": "a"}]}"#),
                #"f.json: invocations[0].steps[0].knowledgeBaseResult[0] lacks the member "uri""#
            ),
            (
                steps(#"{"guardrail": {"action": "SOMETIMES"}}"#),
                "f.json: invocations[0].steps[0].guardrail.action must be INTERVENED or NONE"
            ),
            (steps(#"{"trace": {}}"#), "f.json: invocations[0].steps[0].trace must have one member, not 0"),
            (
                steps(#"{"exception": {"type": "strangeException", "message": ""}}"#),
                "f.json: invocations[0].steps[0].exception.type must be one of accessDeniedException"
            ),
            (steps(#"{"stall": false}"#), "f.json: invocations[0].steps[0].stall must be true"),
            (
                steps(#"{"stall": true}, {"chunk": ""}"#),
                "f.json: invocations[0].steps[1] comes after the end of the stream"
            ),
            (
                steps(#"{"repeat": {"times": 2, "steps": [{"cut": ""}]}}"#),
                "f.json: invocations[0].steps[0].repeat must not end the stream"
            ),
        ])
    func refusal(text: String, message: String) {
        let error = #expect(throws: AgentScenarioError.self) {
            try AgentScenario(parsing: Array(text.utf8), file: "f.json")
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }

    @Test("fills placeholders in every text of a value and nowhere else")
    func placeholders() {
        let placeholders = AgentPlaceholders(sessionID: "s", inputText: "a {{session_id}}", repetition: 4)
        let value: JSON = ["{{session_id}}": ["{{session_id}}/{{repetition}}", 1, nil], "t": "{{input_text}} {{x}}"]
        #expect(placeholders.fill(value) == ["{{session_id}}": ["s/4", 1, nil], "t": "a {{session_id}} {{x}}"])
    }
}
