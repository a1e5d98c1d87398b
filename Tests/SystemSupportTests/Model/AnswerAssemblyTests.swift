import AWSServices
import Testing
import WireFormats

@testable import SystemSupport

@Suite("An answer, put together")
struct AnswerAssemblyTests {
    private func assembly(_ events: [ConverseEvent]) -> AnswerAssembly {
        var assembly = AnswerAssembly()
        for event in events { assembly.add(event) }
        return assembly
    }

    private func code(_ events: [ConverseEvent]) -> ModelError.Code? {
        guard case .failure(let error) = assembly(events).whole else { return nil }
        return error.code
    }

    private static let usage = ConverseEvent.metadata(ConverseUsage(inputTokens: 3, outputTokens: 5))
    private static let hello: [ConverseEvent] = [
        .messageStart(role: "assistant"), .otherDelta(index: 0, ["reasoningContent": ["text": "hm"]]),
        .blockStop(index: 0), .textDelta(index: 1, "Hel"), .textDelta(index: 1, "lo"), .blockStop(index: 1),
    ]
    private static let order: [ConverseEvent] = [
        .toolUseStart(index: 0, id: "1", name: "order"), .toolInputDelta(index: 0, #"{"items":"#),
        .toolUseStart(index: 1, id: "2", name: "order"), .toolInputDelta(index: 0, "[]}"),
        .toolInputDelta(index: 1, "{}"),
    ]

    @Test("has the text without the reasoning, and the count")
    func text() throws {
        let answer = try assembly(Self.hello + [.messageStop(.endTurn), Self.usage]).whole.get()
        #expect(
            answer
                == ModelAnswer(
                    text: "Hello", stopReason: .endOfTurn, usage: .init(inputTokens: 3, outputTokens: 5)))
    }

    @Test(
        "says why it ended",
        arguments: [
            (.endTurn, .endOfTurn), (.stopSequence, .endOfTurn), (.toolUse, .toolUse), (.maximumTokens, .tokenLimit),
            (.contextWindowExceeded, .tokenLimit), (.guardrailIntervened, .filtered), (.contentFiltered, .filtered),
            (ConverseStopReason(rawValue: "tired"), .other("tired")),
        ] as [(ConverseStopReason, ModelAnswer.StopReason)])
    func stopReason(_ sent: ConverseStopReason, _ expected: ModelAnswer.StopReason) throws {
        #expect(try assembly(Self.hello + [.messageStop(sent)]).whole.get().stopReason == expected)
    }

    @Test("has the input of the first tool, from all its pieces")
    func tool() throws {
        let answer = try assembly(Self.order + [.messageStop(.toolUse)]).whole.get()
        #expect(answer == ModelAnswer(text: "", toolInput: ["items": []], stopReason: .toolUse))
    }

    @Test("has an empty input where a tool is used without one")
    func emptyInput() throws {
        let answer = try assembly([.toolUseStart(index: 0, id: "1", name: "order"), .messageStop(.toolUse)]).whole.get()
        #expect(answer.toolInput == [:])
    }

    @Test("is none without an end, with input that is no JSON, or with nothing in it")
    func failures() {
        #expect(code(Self.hello) == .protocolError)
        #expect(code(Array(Self.order.prefix(2)) + [.messageStop(.toolUse)]) == .protocolError)
        #expect(code([.textDelta(index: 0, " \n"), .messageStop(.endTurn)]) == .empty)
    }

    private static let thoughts: [ConverseEvent] = [
        .messageStart(role: "assistant"), .otherDelta(index: 0, ["reasoningContent": ["text": "hm"]]),
        .blockStop(index: 0),
    ]

    @Test("of thoughts alone, or of a form that the limit has cut, has run out of tokens, and names the setting")
    func outOfTokens() {
        let preface: ConverseEvent = .textDelta(index: 0, "I note that down.")
        for events in [
            Self.thoughts, [.textDelta(index: 0, " ")], [], Array(Self.order.prefix(2)),
            [preface] + Array(Self.order.prefix(2)),
        ] {
            guard case .failure(let error) = assembly(events + [.messageStop(.maximumTokens), Self.usage]).whole else {
                Issue.record("\(events) is an answer")
                continue
            }
            #expect(error.code == .outOfTokens)
            #expect(error.reason.contains("MODEL_MAX_TOKENS") && error.message.contains("MODEL_MAX_TOKENS"))
        }
        #expect(code(Self.thoughts + [.messageStop(.contextWindowExceeded)]) == .conversationTooLong)
        #expect(code(Self.thoughts + [.messageStop(.endTurn)]) == .empty)
    }

    @Test("that Bedrock could make nothing of cannot be read")
    func malformed() {
        let (output, tool) = (ConverseStopReason.malformedModelOutput, ConverseStopReason.malformedToolUse)
        #expect(code(Self.order + [.messageStop(tool)]) == .protocolError)
        #expect(code([.messageStop(tool)]) == .protocolError && code([.messageStop(output)]) == .protocolError)
        #expect(code(Self.hello + [.messageStop(output)]) == nil)
    }

    @Test("said as a whole, is the same as streamed")
    func whole() throws {
        func whole(_ content: [ConverseContent], _ reason: ConverseStopReason) -> Result<ModelAnswer, ModelError> {
            var assembly = AnswerAssembly()
            assembly.add(
                ConverseResponse(
                    content: content, stopReason: reason, usage: ConverseUsage(inputTokens: 3, outputTokens: 5)))
            return assembly.whole
        }
        let usage = ModelAnswer.Usage(inputTokens: 3, outputTokens: 5)
        let thoughts = ConverseContent.other(["reasoningContent": ["reasoningText": ["text": "hm"]]])
        #expect(
            try whole([thoughts, .text("Hel"), .text("lo")], .endTurn).get() == ModelAnswer(text: "Hello", usage: usage)
        )
        let use = ConverseToolUse(id: "t-1", name: "order", input: ["items": [["n": 1]]])
        #expect(
            try whole([.toolUse(use)], .toolUse).get()
                == ModelAnswer(text: "", toolInput: ["items": [["n": 1]]], stopReason: .toolUse, usage: usage))
        #expect(
            try whole([], .guardrailIntervened).get() == ModelAnswer(text: "", stopReason: .filtered, usage: usage))
        #expect(throws: ModelError.self) { try whole([thoughts], .maximumTokens).get() }
    }

    @Test("may be empty when it was filtered")
    func filtered() throws {
        #expect(
            try assembly([.messageStop(.guardrailIntervened)]).whole.get()
                == ModelAnswer(text: "", stopReason: .filtered))
    }

    @Test("cut short, is what was said so far; all of it when only the count is missing")
    func cutShort() {
        #expect(assembly(Self.hello).cutShort == ModelAnswer(text: "Hello", stopReason: .outOfTime))
        #expect(assembly(Self.hello + [.messageStop(.endTurn)]).cutShort == ModelAnswer(text: "Hello"))
        #expect(assembly(Self.order).cutShort == nil)
        #expect(assembly([.textDelta(index: 0, " ")]).cutShort == nil)
    }
}
