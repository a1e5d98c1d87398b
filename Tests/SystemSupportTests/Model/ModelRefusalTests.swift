import AWSCore
import HTTPTransport
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import SystemSupport

/// Against the stand-in for Bedrock's models, which refuses what the model's id says.
@Suite("A model that does not take all of a request", .timeLimit(.minutes(10)))
struct ModelRefusalTests {
    private static let tool = ModelTool(
        name: "record_order", description: "Records an order.",
        schema: ["type": "object", "properties": ["product": ["type": "string"], "quantity": ["type": "integer"]]],
        isRequired: true)

    /// With everything that a model may refuse.
    private static func request(_ prompt: String = "5 units of Product A", tool: ModelTool? = tool) -> ModelRequest {
        ModelRequest(
            system: ["Be brief.", "Be kind."], messages: [.user(prompt)], maximumTokens: 200, temperature: 0.2,
            tool: tool)
    }

    private static let order: JSON = ["product": "Product A", "quantity": 5]

    @Test(
        "is asked without it, at once and from then on, and the log says once what was refused and why",
        arguments: [
            ("no-temperature", "MODEL_TEMPERATURE", "`temperature` is deprecated for this model."),
            ("max-tokens-100", "MODEL_MAX_TOKENS", "exceeds the model limit of 100"),
            ("min-tokens-256", "MODEL_MAX_TOKENS", "Expected a value >= 256"),
            ("no-tool-choice", "made to use a tool", "toolConfig.toolChoice.tool"),
            ("no-system", "no system messages", "Try again without a system message"),
            ("no-streaming", "cannot stream", "The model is unsupported for streaming."),
            ("no-streamed-tools", "cannot stream where it may use tools", "tool use in streaming mode"),
        ])
    func learns(_ limit: String, _ consequence: String, _ words: String) async throws {
        try await ModelStandIn.with("local-model.\(limit)") { (standIn) async throws in
            for _ in 1...2 {
                let answer = try await standIn.model.answer(Self.request())
                #expect(answer.toolInput == Self.order && answer.stopReason == .toolUse && answer.usage != nil)
            }
            #expect(standIn.log.lines.count == 1)
            let line = try #require(standIn.log.lines.first)
            #expect(line.hasPrefix("warning ") && line.contains(consequence) && line.contains(words))
            #expect(line.contains("local-model.\(limit)"))
            #expect(!line.contains("Product A") && !line.contains("Be brief"))
        }
    }

    @Test("that takes nothing of it is asked with what is left, in one answer")
    func all() async throws {
        let limits = "no-temperature.max-tokens-100.no-tool-choice.no-system.no-streamed-tools.no-streaming"
        try await ModelStandIn.with("local-model.\(limits)") { (standIn) async throws in
            #expect(try await standIn.model.answer(Self.request()).toolInput == Self.order)
            // The stand-in names streaming as such first, and there is nothing left to learn of streamed tools.
            #expect(standIn.log.lines.count == 5)
            #expect(try await standIn.model.answer(Self.request()).toolInput == Self.order)
            #expect(standIn.log.lines.count == 5)
        }
    }

    @Test("without system messages and streamed tools, as several on Bedrock are, takes orders")
    func both() async throws {
        try await ModelStandIn.with("local-model.no-system.no-streamed-tools") { (standIn) async throws in
            var tool = Self.tool
            tool.isRequired = false
            #expect(try await standIn.model.answer(Self.request(tool: tool)).toolInput == Self.order)
            // Only tools keep it from streaming.
            #expect(try await standIn.model.answer(Self.request("Hello", tool: nil)).text.contains("Hello"))
        }
    }

    @Test("is told its instructions in the first message, and the conversation stays as it was")
    func system() async throws {
        try await ModelStandIn.with("local-model.no-system") { (standIn) async throws in
            let answer = try await standIn.model.answer(
                ModelRequest(
                    system: ["Earlier: the user's name is Ann.", " "],
                    messages: [.assistant("Welcome!"), .user("Hello"), .assistant("Hello."), .user("What is my name?")])
            )
            #expect(answer.text == "Your name is Ann.")
            #expect(
                try await standIn.model.answer(
                    ModelRequest(
                        system: ["Be brief."],
                        messages: [.user("Hello"), .assistant("Hello."), .user("How many messages can you see?")])
                ).text == "I can see 3 messages, 2 of them from you.")
        }
    }

    @Test("gets a temperature only where one was asked for")
    func noTemperature() async throws {
        try await ModelStandIn.with("local-model.no-temperature") { (standIn) async throws in
            let record = ConversationRecord.request(after: nil, ["User: Hi"], maximumTokens: 50, temperature: nil)
            for request in [ModelRequest(messages: [.user("Hello")]), record] {
                #expect(try await standIn.model.answer(request).text.isEmpty == false)
            }
            #expect(standIn.log.lines == [])
        }
    }

    @Test("and cannot use tools is no model for orders: that is said, with the setting to change")
    func noTools() async throws {
        try await ModelStandIn.with("local-model.no-tools") { (standIn) async throws in
            guard case .failure(let error) = await standIn.outcome(Self.request()) else {
                Issue.record("answered")
                return
            }
            #expect(error.code == .refused && !error.isRetryable)
            let line = try #require(standIn.log.lines.last)
            #expect(line.hasPrefix("warning ") && line.contains("MODEL_ID"))
            #expect(line.contains("This model doesn't support tool use."))
            #expect(try await standIn.model.answer(Self.request("Hello", tool: nil)).text.contains("Hello"))
        }
    }

    @Test(
        "for good has what Bedrock said in the log, at warning level, whatever it is",
        arguments: [
            ("denied", "AccessDenied"), ("too long", "Input is too long for requested model."),
            ("ValidationException", "As the prompt has asked for."), ("throttle", "As the prompt has asked for."),
            ("fail midway", "As the prompt has asked for."), ("cut", "connection"),
        ])
    func logged(_ marker: String, _ words: String) async throws {
        for limits in ["", ".no-streaming"] where limits.isEmpty || !marker.hasSuffix("midway") {
            try await ModelStandIn.with("local-model" + limits) { (standIn) async throws in
                _ = await standIn.code("My secret [\(marker)]")
                let line = try #require(standIn.log.lines.last)
                #expect(line.hasPrefix("warning ") && line.contains("The model did not answer"))
                if words != "connection", words != "AccessDenied" { #expect(line.contains(words)) }
                #expect(!line.contains("secret"))
            }
        }
    }

    @Test("that thinks first and runs out of tokens says so, streamed or whole, and answers where it has enough")
    func thoughts() async throws {
        for id in ["local-model.thinks", "local-model.thinks.no-streaming"] {
            try await ModelStandIn.with(id) { (standIn) async throws in
                let few = await standIn.outcome(ModelRequest(messages: [.user("Hello")], maximumTokens: 10))
                guard case .failure(let error) = few else {
                    Issue.record("answered")
                    return
                }
                #expect(error.code == .outOfTokens && error.isOfModelThatAnswers)
                #expect(standIn.log.text.contains("MODEL_MAX_TOKENS"))
                let enough = try await standIn.model.answer(
                    ModelRequest(messages: [.user("My name is Ann.")], maximumTokens: 64))
                #expect(enough.text == "Nice to meet you, Ann." && enough.stopReason == .endOfTurn)
            }
        }
    }

    @Test("is asked without a limit of tokens that it refused, and with any other")
    func tokenLimits() async throws {
        try await ModelStandIn.with("local-model.max-tokens-100") { (standIn) async throws in
            func story(_ tokens: Int) async throws(ModelError) -> ModelAnswer.StopReason {
                try await standIn.model.answer(
                    ModelRequest(messages: [.user("Tell me a long story")], maximumTokens: tokens)
                ).stopReason
            }
            #expect(try await story(200) == .endOfTurn)
            #expect(try await story(5) == .tokenLimit)
            #expect(try await story(300) == .endOfTurn)
            #expect(standIn.log.lines.count == 2)
        }
    }

    private static func event(_ type: String, _ payload: String) throws -> [UInt8] {
        try EventStreamMessage.event(type, payload: Array(payload.utf8)).encoded()
    }

    @Test("may say so within the stream; after that the part is never sent again")
    func withinStream() async throws {
        let start = try Self.event("messageStart", #"{"role": "assistant"}"#)
        let refusal = try EventStreamMessage.exception(
            "validationException", payload: Array(#"{"message": "`temperature` is deprecated for this model."}"#.utf8)
        ).encoded()
        let answer =
            try Self.event("contentBlockDelta", #"{"delta": {"text": "Hello."}, "contentBlockIndex": 0}"#)
            + Self.event("messageStop", #"{"stopReason": "end_turn"}"#)
        let server = try ScriptedServer { request in
            let isRefused = String(decoding: request.body, as: UTF8.self).contains("temperature")
            return ScriptedResponse(
                headers: ["Content-Type": "application/vnd.amazon.eventstream"],
                body: start + (isRefused ? refusal : answer))
        }
        let standIn = try ModelStandIn(url: server.url)
        for _ in 1...2 {
            let request = ModelRequest(messages: [.user("Hi")], temperature: 0.5)
            #expect(try await standIn.model.answer(request).text == "Hello.")
        }
        let temperatures = try server.requests.map {
            try JSON(parsing: $0.body)["inferenceConfig"]?["temperature"]
        }
        #expect(temperatures == [0.5, nil, nil])
        #expect(standIn.log.lines.count == 1)
    }

    @Test("by streaming keeps to its time all the same")
    func deadline() async throws {
        try await ModelStandIn.with("local-model.no-streaming") { (standIn) async throws in
            #expect(await standIn.code("Hello [stall]", timeLimit: .milliseconds(300)) == .timedOut)
            let late = await InvocationScope.$deadline.withValue(.now) { await standIn.code("Hello") }
            #expect(late == .timedOut)
        }
    }
}
