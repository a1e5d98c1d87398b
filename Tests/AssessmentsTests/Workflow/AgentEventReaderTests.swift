import AWSServices
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Reading an agent's events")
struct AgentEventReaderTests {
    private static let time = Timestamp(seconds: 1_763_689_204)

    private func kinds(_ events: [AgentEvent]) -> [AgentEventEntry.Kind] {
        var reader = AgentEventReader(now: { Self.time })
        let entries = events.flatMap { reader.entries(for: $0) } + reader.finish()
        #expect(entries.allSatisfy { $0.time == Self.time })
        return entries.map(\.kind)
    }

    private func kinds(trace: JSON) -> [AgentEventEntry.Kind] {
        kinds([.trace(["agentId": "A", "sessionId": "s1", "trace": trace])])
    }

    private func kinds(orchestration: JSON) -> [AgentEventEntry.Kind] {
        kinds(trace: ["orchestrationTrace": orchestration])
    }

    @Test("a chunk's text, also where a character is cut in two")
    func chunks() {
        let bytes = Array("Hé🙂".utf8)
        #expect(
            kinds([.chunk(Array(bytes[..<2])), .chunk(Array(bytes[2..<5])), .chunk(Array(bytes[5...]))])
                == [.chunk("H"), .chunk("é"), .chunk("🙂")])
        #expect(kinds([.chunk([])]) == [])
        #expect(kinds([.chunk([0x61, 0xE2])]) == [.chunk("a"), .chunk("\u{FFFD}")])
    }

    @Test("a character that a trace comes between is not lost")
    func traceBetween() {
        let rationale: JSON = ["trace": ["orchestrationTrace": ["rationale": ["text": "r"]]]]
        #expect(
            kinds([.chunk([0xC3]), .trace(rationale), .chunk([0xA9])]) == [.reasoning("r"), .chunk("é")])
    }

    @Test("the rationale")
    func rationale() {
        #expect(kinds(orchestration: ["rationale": ["text": "Think.", "traceId": "t"]]) == [.reasoning("Think.")])
    }

    @Test("an action group's call by function")
    func function() {
        let parameters: [JSON] = [["name": "session_id", "type": "string", "value": "s1"]]
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "invocationType": "ACTION_GROUP", "traceId": "t",
                    "actionGroupInvocationInput": [
                        "actionGroupName": "CostCalculator", "function": "costcalculator",
                        "parameters": .array(parameters), "executionType": "LAMBDA", "invocationId": "i",
                    ],
                ]
            ]) == [.toolCall(group: "CostCalculator", function: "costcalculator", parameters: parameters)])
    }

    @Test("an action group's call by API path, with what its body holds")
    func apiPath() {
        let query: JSON = ["name": "q", "type": "string", "value": "1"]
        let body: JSON = ["name": "session_id", "type": "string", "value": "s1"]
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "actionGroupInvocationInput": [
                        "actionGroupName": "SOWGenerator", "apiPath": "/generate-sow", "verb": "post",
                        "parameters": [query], "requestBody": ["content": ["application/json": [body]]],
                    ]
                ]
            ]) == [.toolCall(group: "SOWGenerator", function: "/generate-sow", parameters: [query, body])])
    }

    @Test("a knowledge base's lookup and what it found")
    func knowledgeBase() {
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "invocationType": "KNOWLEDGE_BASE",
                    "knowledgeBaseLookupInput": ["knowledgeBaseId": "KB1", "text": "templates"],
                ]
            ]) == [
                .toolCall(
                    group: "KnowledgeBase", function: "KB1",
                    parameters: [["name": "query", "type": "string", "value": "templates"]])
            ])
        #expect(
            kinds(orchestration: [
                "observation": [
                    "type": "KNOWLEDGE_BASE",
                    "knowledgeBaseLookupOutput": [
                        "retrievedReferences": [
                            ["content": ["text": "one"], "location": ["type": "S3"]], ["content": ["byteContent": "x"]],
                            ["content": ["text": "two"]],
                        ]
                    ],
                ]
            ]) == [.toolResponse("one\n\ntwo")])
    }

    @Test("a code interpreter's call, output and error")
    func codeInterpreter() {
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "invocationType": "ACTION_GROUP_CODE_INTERPRETER",
                    "codeInterpreterInvocationInput": ["code": "print(1)", "files": ["a"]],
                ]
            ]) == [
                .toolCall(
                    group: "CodeInterpreter", function: "execute",
                    parameters: [["name": "code", "type": "string", "value": "print(1)"]])
            ])
        for (member, text) in [("executionOutput", "1"), ("executionError", "boom")] {
            #expect(
                kinds(orchestration: [
                    "observation": ["codeInterpreterInvocationOutput": .object([member: .string(text)])]
                ]) == [.toolResponse(text)])
        }
    }

    @Test("another agent's call and answer")
    func collaborator() {
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "agentCollaboratorInvocationInput": [
                        "agentCollaboratorName": "Pricing", "input": ["text": "How much?", "type": "TEXT"],
                    ]
                ]
            ]) == [
                .toolCall(
                    group: "AgentCollaborator", function: "Pricing",
                    parameters: [["name": "input", "type": "string", "value": "How much?"]])
            ])
        #expect(
            kinds(orchestration: [
                "observation": ["agentCollaboratorInvocationOutput": ["output": ["text": "12", "type": "TEXT"]]]
            ]) == [.toolResponse("12")])
    }

    @Test("an invocation of no known kind still counts as a call, as the original had it")
    func unknownCall() {
        #expect(
            kinds(orchestration: ["invocationInput": ["invocationType": "FINISH"]])
                == [.toolCall(group: "Unknown", function: "Unknown", parameters: [])])
        #expect(
            kinds(orchestration: ["invocationInput": ["actionGroupInvocationInput": [:]]])
                == [.toolCall(group: "Unknown", function: "Unknown", parameters: [])])
    }

    @Test("a tool's answer, the final one as JSON text, and a reprompt")
    func observations() {
        #expect(
            kinds(orchestration: ["observation": ["actionGroupInvocationOutput": ["text": "{\"ok\":true}"]]])
                == [.toolResponse("{\"ok\":true}")])
        #expect(kinds(orchestration: ["observation": ["actionGroupInvocationOutput": [:]]]) == [.toolResponse("")])
        #expect(
            kinds(orchestration: ["observation": ["type": "FINISH", "finalResponse": ["text": "Done \"so\"."]]])
                == [.finalResponse(#"{"text":"Done \"so\"."}"#)])
        #expect(
            kinds(orchestration: ["observation": ["repromptResponse": ["text": "Again?", "source": "PARSER"]]])
                == [.warning("Again?")])
    }

    @Test("a failure of the agent, with its reason")
    func failure() {
        #expect(
            kinds(trace: ["failureTrace": ["failureReason": "Max iterations", "traceId": "t"]])
                == [.error(code: "AGENT_FAILURE", "Max iterations")])
        #expect(
            kinds(trace: ["failureTrace": [:]])
                == [.error(code: "AGENT_FAILURE", "The agent failed without a reason.")])
    }

    @Test("a guardrail, when it intervened")
    func guardrail() {
        #expect(kinds(trace: ["guardrailTrace": ["action": "INTERVENED"]]) == [.warning("A guardrail intervened.")])
        #expect(kinds(trace: ["guardrailTrace": ["action": "NONE"]]) == [])
    }

    @Test("what this workflow cannot do is said")
    func refused() {
        #expect(
            kinds([.returnControl(["invocationId": "i"])]) == [
                .error(
                    code: "RETURN_CONTROL",
                    "The agent handed an action back to its caller, which this workflow does not carry out.")
            ])
        #expect(
            kinds([.files(["files": [["name": "a.png"]]])])
                == [.warning("The agent returned files, which this workflow does not keep.")])
    }

    @Test("what says nothing to clients is passed over")
    func passedOver() {
        #expect(kinds([.other(name: "newThing", payload: [1, 2])]) == [])
        for name in ["preProcessingTrace", "postProcessingTrace", "customOrchestrationTrace", "routingClassifierTrace"]
        {
            #expect(kinds(trace: .object([name: ["modelInvocationInput": ["text": "x"]]])) == [])
        }
        #expect(kinds(orchestration: ["modelInvocationOutput": ["rawResponse": ["content": "x"]]]) == [])
    }

    @Test("members that are null are members that are not there")
    func null() {
        let all: JSON = [
            "orchestrationTrace": ["rationale": nil, "invocationInput": nil, "observation": nil], "failureTrace": nil,
            "guardrailTrace": nil,
        ]
        #expect(kinds(trace: all) == [])
        #expect(kinds(trace: nil) == [])
        #expect(
            kinds(orchestration: [
                "observation": [
                    "actionGroupInvocationOutput": nil, "knowledgeBaseLookupOutput": nil, "finalResponse": nil,
                    "codeInterpreterInvocationOutput": nil, "agentCollaboratorInvocationOutput": nil,
                    "repromptResponse": nil,
                ]
            ]) == [])
        #expect(
            kinds(orchestration: [
                "invocationInput": [
                    "actionGroupInvocationInput": nil,
                    "knowledgeBaseLookupInput": ["knowledgeBaseId": "KB1", "text": "t"],
                ]
            ]) == [
                .toolCall(
                    group: "KnowledgeBase", function: "KB1",
                    parameters: [["name": "query", "type": "string", "value": "t"]])
            ])
    }

    /// A trace that holds everything.
    private static let everything: JSON = [
        "orchestrationTrace": [
            "rationale": ["text": "r"],
            "invocationInput": [
                "actionGroupInvocationInput": [
                    "actionGroupName": "G", "function": "f", "parameters": [["name": "n", "type": "t", "value": "v"]],
                    "requestBody": ["content": ["application/json": [["name": "n", "type": "t", "value": "v"]]]],
                ],
                "knowledgeBaseLookupInput": ["knowledgeBaseId": "K", "text": "t"],
                "codeInterpreterInvocationInput": ["code": "c"],
                "agentCollaboratorInvocationInput": ["agentCollaboratorName": "n", "input": ["text": "t"]],
            ],
            "observation": [
                "actionGroupInvocationOutput": ["text": "t"],
                "knowledgeBaseLookupOutput": ["retrievedReferences": [["content": ["text": "t"]]]],
                "codeInterpreterInvocationOutput": ["executionOutput": "o"],
                "agentCollaboratorInvocationOutput": ["output": ["text": "t"]], "repromptResponse": ["text": "t"],
                "finalResponse": ["text": "t"],
            ],
        ], "failureTrace": ["failureReason": "f"], "guardrailTrace": ["action": "INTERVENED"],
    ]

    private func mutated(_ value: JSON, _ random: inout SeededGenerator) -> JSON {
        if random.isTrue(oneIn: 12) {
            return random.pick([.null, 7, "x", [], [:], true, ["a"], ["text": 7], [[["a": nil]]]])
        }
        switch value {
        case .array(let elements): return .array(elements.map { mutated($0, &random) })
        case .object(let members):
            return .object(JSONObject(members.map { ($0.key, mutated($0.value, &random)) }))
        default: return value
        }
    }

    @Test("shapes that no model describes stop nothing, and every entry can be stored", arguments: 0..<300)
    func fuzz(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var reader = AgentEventReader(now: { Self.time })
        for _ in 0..<20 {
            let part = mutated(["trace": mutated(Self.everything, &random)], &random)
            for entry in reader.entries(for: .trace(part)).flatMap({ $0.storable() }) {
                let item = entry.item(of: "s1", EventSequence(attempt: 1, number: 1), expiry: nil)
                #expect(AgentEventEntry.json(of: item) == entry.json)
            }
        }
    }
}
