import AWSCore
import AWSServices
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WireFormats

/// What can go wrong while a model answers, over real connections. What goes for all event streams is in
/// ``BedrockAgentRuntimeFailureTests``.
@Suite(.timeLimit(.minutes(10)))
struct BedrockRuntimeFailureTests {
    private let service: ModelService

    init() throws { service = try ModelService() }

    /// All of both operations in the service's model.
    static let exceptions = [
        ServiceException(name: "accessDeniedException", status: 403),
        ServiceException(name: "internalServerException", status: 500, isRetryable: true),
        ServiceException(name: "modelErrorException", status: 424),
        ServiceException(name: "modelNotReadyException", status: 429, isRetryable: true, isThrottling: true),
        ServiceException(name: "modelTimeoutException", status: 408),
        ServiceException(name: "resourceNotFoundException", status: 404),
        ServiceException(name: "serviceUnavailableException", status: 503, isRetryable: true),
        ServiceException(name: "throttlingException", status: 429, isRetryable: true, isThrottling: true),
        ServiceException(name: "validationException", status: 400),
    ]

    /// All members of the stream's union that are exceptions.
    static let streamed = [
        ServiceException(name: "internalServerException", status: 200, isRetryable: true),
        ServiceException(name: "modelStreamErrorException", status: 200),
        ServiceException(name: "serviceUnavailableException", status: 200, isRetryable: true),
        ServiceException(name: "throttlingException", status: 200, isRetryable: true, isThrottling: true),
        ServiceException(name: "validationException", status: 200),
    ]

    private static func answer(_ exception: ServiceException) -> ScriptedResponse {
        ScriptedResponse(
            status: exception.status, headers: ["x-amzn-ErrorType": exception.code, "x-amzn-RequestId": "R"],
            text: #"{"message":"words"}"#)
    }

    @Test("an exception as an HTTP answer is thrown; one that may pass, after three attempts", arguments: exceptions)
    func asAnswer(_ exception: ServiceException) async throws {
        let server = try ScriptedServer { _ in Self.answer(exception) }
        let (events, error) = try await service.stream(server)
        #expect(events.isEmpty)
        #expect(ErrorSummary(error) == exception.summary)
        #expect(error?.message == "words")
        #expect(error?.requestID == "R")
        #expect(server.requests.count == (exception.isRetryable ? 3 : 1))

        let whole = try await service.converse(server)
        #expect(throws: AWSError.self) { try whole.get() }
        if case .failure(let error) = whole { #expect(ErrorSummary(error) == exception.summary) }
    }

    @Test("an exception in the stream ends it, and nothing is asked again", arguments: streamed)
    func inStream(_ exception: ServiceException) async throws {
        let server = try ScriptedServer(streaming: [
            ModelService.text("a"), .exception(exception.name, payload: Array(#"{"message":"words"}"#.utf8)),
            ModelService.text("b"),
        ])
        let (events, error) = try await service.stream(server)
        #expect(events == [.textDelta(index: 0, "a")])
        #expect(ErrorSummary(error) == exception.summary)
        #expect(error?.message == "words")
        #expect(server.requests.count == 1)
    }

    @Test("a model that is throttled and then fails answers the third attempt")
    func retries() async throws {
        let left = Mutex(
            Self.exceptions.filter { ["throttlingException", "internalServerException"].contains($0.name) })
        let server = try ScriptedServer { _ in
            if let exception = left.withLock({ $0.popLast() }) { return Self.answer(exception) }
            return ScriptedResponse(
                text: """
                    {"output": {"message": {"role": "assistant", "content": []}}, "stopReason": "end_turn",
                     "usage": {"inputTokens": 1, "outputTokens": 0, "totalTokens": 1}}
                    """)
        }
        #expect(
            try await service.converse(server).get()
                == ConverseResponse(
                    content: [], stopReason: .endTurn, usage: ConverseUsage(inputTokens: 1, outputTokens: 0)))
        #expect(server.requests.count == 3)
    }

    @Test("for how long the service wants to be left alone is told")
    func retryAfter() async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(status: 429, headers: ["x-amz-retry-after": "30"], text: "")
        }
        #expect(try await service.stream(server).error?.retryAfter == .milliseconds(30))
    }

    @Test(
        "an event that is not what the model says is no answer",
        arguments: [
            .json("messageStart", [:]), .json("contentBlockStart", ["start": ["toolUse": ["name": "x"]]]),
            .json("contentBlockStart", ["start": ["toolUse": ["name": "x"]], "contentBlockIndex": 0]),
            .json("contentBlockDelta", ["contentBlockIndex": 0]), .json("contentBlockDelta", ["delta": ["text": "a"]]),
            .json("contentBlockDelta", ["delta": ["toolUse": ["input": [:]]], "contentBlockIndex": 0]),
            .json("contentBlockStop", ["contentBlockIndex": "0"]), .json("messageStop", ["stopReason": nil]),
            .json("metadata", ["usage": ["inputTokens": 1]]), .event("metadata", payload: [0xFF]),
        ] as [EventStreamMessage])
    func unexpected(_ message: EventStreamMessage) async throws {
        let server = try ScriptedServer(streaming: [ModelService.text("a"), message, ModelService.text("b")])
        let (events, error) = try await service.stream(server)
        #expect(events == [.textDelta(index: 0, "a")])
        #expect(ErrorSummary(error) == ErrorSummary(.invalidResponse, isRetryable: false))
    }

    @Test(
        "a whole answer that is not what the model says is none",
        arguments: [
            "<html>", "{}", #"{"output":{"message":{"content":[]}},"usage":{"inputTokens":1,"outputTokens":1}}"#,
            #"{"output":{"message":{"content":[]}},"stopReason":"end_turn"}"#,
            #"""
            {"output":{"message":{"content":[{"toolUse":{"name":"x","input":{}}}]}},"stopReason":"tool_use",
             "usage":{"inputTokens":1,"outputTokens":1}}
            """#,
        ])
    func unexpectedWhole(_ body: String) async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(text: body) }
        let answer = try await service.converse(server)
        guard case .failure(let error) = answer else {
            Issue.record("\(answer) is no failure")
            return
        }
        #expect(ErrorSummary(error) == ErrorSummary(.invalidResponse, isRetryable: false))
    }
}
