import HTTPTransport
import TestSupport
import Testing
import WireFormats

@testable import SystemSupport

/// Against the stand-in for Bedrock's models, over real connections.
@Suite("A model on Bedrock", .timeLimit(.minutes(10)))
struct BedrockChatModelTests {
    @Test("continues a conversation that has been brought into turn")
    func conversation() async throws {
        try await ModelStandIn.with { standIn in
            let answer = try await standIn.model.answer(
                ModelRequest(
                    system: ["Be brief.", " "],
                    messages: [
                        .assistant("Welcome!"), .user("My name is Ann."), .user("Hello?"), .assistant(" "),
                        .assistant("Hello."), .user("What is my name?"),
                    ]))
            #expect(
                answer
                    == ModelAnswer(
                        text: "Your name is Ann.", stopReason: .endOfTurn,
                        usage: .init(inputTokens: 12, outputTokens: 4)))
            #expect(answer.isComplete)
        }
    }

    @Test("stops at the limit of tokens")
    func tokenLimit() async throws {
        try await ModelStandIn.with { standIn in
            let answer = try await standIn.model.answer(
                ModelRequest(messages: [.user("Tell me a long story")], maximumTokens: 5))
            #expect(
                answer
                    == ModelAnswer(
                        text: "Chapter 1. On the day ", stopReason: .tokenLimit,
                        usage: .init(inputTokens: 5, outputTokens: 5)))
            #expect(answer.isComplete)
        }
    }

    @Test("fills in a tool's form, when it must and when it sees fit")
    func tool() async throws {
        var tool = ModelTool(
            name: "record_order", description: "Records an order.",
            schema: [
                "type": "object",
                "properties": ["product": ["type": "string"], "quantity": ["type": "integer"]],
            ])
        try await ModelStandIn.with { standIn in
            let free = try await standIn.model.answer(
                ModelRequest(messages: [.user("5 units of Product A")], tool: tool))
            #expect(free.toolInput == ["product": "Product A", "quantity": 5])
            #expect(free.stopReason == .toolUse)
            #expect(free.text == "")
            tool.isRequired = true
            let forced = try await standIn.model.answer(ModelRequest(messages: [.user("Hello")], tool: tool))
            #expect(forced.toolInput == [:])
        }
    }

    @Test(
        "is asked again while it is throttled or fails, before it has said anything", arguments: ["throttle", "fail"])
    func retries(_ marker: String) async throws {
        try await ModelStandIn.with { standIn in
            let answer = try await standIn.model.answer(
                ModelRequest(messages: [.user("[\(marker) twice] My name is Ann.")]))
            #expect(answer.text == "Nice to meet you, Ann.")
        }
    }

    @Test(
        "fails as Bedrock fails",
        arguments: [
            ("throttle", .throttled(retryAfter: nil)), ("throttle midway", .throttled(retryAfter: nil)),
            ("fail", .unavailable), ("fail midway", .unavailable), ("cut", .unavailable), ("timeout", .timedOut),
            ("denied", .notAvailable), ("ResourceNotFoundException", .notAvailable), ("too long", .conversationTooLong),
            ("ValidationException", .refused), ("ModelStreamErrorException midway", .unavailable),
            ("ServiceUnavailableException midway", .unavailable),
        ] as [(String, ModelError.Code)])
    func failures(_ marker: String, _ code: ModelError.Code) async throws {
        try await ModelStandIn.with { standIn in #expect(await standIn.code("Hello [\(marker)] there") == code) }
    }

    @Test(
        "has nothing to answer where no user spoke last",
        arguments: [[], [.user("Hi"), .assistant("Hello")]] as [[ModelMessage]])
    func nothing(_ messages: [ModelMessage]) async throws {
        try await ModelStandIn.with { standIn in
            guard case .failure(let error) = await standIn.outcome(ModelRequest(messages: messages)) else {
                Issue.record("answered")
                return
            }
            #expect(error.code == .refused)
        }
    }

    @Test("cannot be used with wrong credentials")
    func credentials() async throws {
        try await ModelStandIn.with(secret: "wrong") { standIn in #expect(await standIn.code("Hello") == .notAvailable)
        }
    }

    @Test("cannot be reached where nobody listens")
    func unreachable() async throws {
        let port = try RefusingPort()
        let standIn = try ModelStandIn(url: port.url)
        #expect(await standIn.code("Hello") == .unavailable)
    }

    // MARK: - Time

    private static let story = ModelRequest(messages: [.user("[slow] Tell me a long story")], maximumTokens: 2_000)

    /// Asks with more and more time, as a busy machine may need some before the first word comes.
    private static func cutShort(
        _ ask: (_ time: Duration) async throws(ModelError) -> ModelAnswer
    ) async throws(ModelError) -> ModelAnswer {
        for time in [Duration.seconds(1), .seconds(4), .seconds(16)] {
            do throws(ModelError) {
                return try await ask(time)
            } catch {
                guard error.code == .timedOut else { throw error }
            }
        }
        return try await ask(.seconds(30))
    }

    private static func expectBeginning(of answer: ModelAnswer) {
        #expect(answer.text.hasPrefix("Chapter 1. On the "))
        #expect(!answer.text.contains("Chapter 2"))
        #expect(answer.stopReason == .outOfTime)
        #expect(!answer.isComplete)
        #expect(answer.usage == nil)
    }

    @Test("gives what it has said when the invocation's time is up")
    func deadline() async throws {
        try await ModelStandIn.with { standIn in
            let answer = try await Self.cutShort { time throws(ModelError) in
                try await InvocationScope.$deadline.withValue(.now + time) { await standIn.outcome(Self.story) }.get()
            }
            Self.expectBeginning(of: answer)
        }
    }

    @Test("gives what it has said when the request's time is up, whatever the invocation has")
    func timeLimit() async throws {
        try await ModelStandIn.with { standIn in
            let answer = try await Self.cutShort { time throws(ModelError) in
                var request = Self.story
                request.timeLimit = time
                return try await InvocationScope.$deadline.withValue(.now + .seconds(600)) {
                    await standIn.outcome(request)
                }.get()
            }
            Self.expectBeginning(of: answer)
        }
    }

    @Test("leaves time to store the answer: three seconds, or a fifth of a short time")
    func margin() {
        let long = ContinuousClock.now + .seconds(600)
        #expect(
            InvocationScope.$deadline.withValue(long) { BedrockChatModel.end(for: Self.story) } == long - .seconds(3))
        let short = ContinuousClock.now + .seconds(10)
        let end = InvocationScope.$deadline.withValue(short) { BedrockChatModel.end(for: Self.story) }
        #expect(end.map { $0 < short && $0 > short - .seconds(3) } == true)
        #expect(BedrockChatModel.end(for: Self.story) == nil)
    }

    @Test("has timed out when time is up before its first word")
    func silent() async throws {
        try await ModelStandIn.with { standIn in
            #expect(await standIn.code("Hello [stall]", timeLimit: .milliseconds(300)) == .timedOut)
            let late = await InvocationScope.$deadline.withValue(.now) { await standIn.code("Hello") }
            #expect(late == .timedOut)
        }
    }
}
