import AWSCore
public import AWSServices
import HTTPTransport
public import Logging
import WireFormats

/// A model on Bedrock. It streams where the model can, so that a deadline cuts an answer short instead of losing it.
///
/// What a model refuses that it can be asked without (``RefusedPart``) is left out, at once and from then on.
public struct BedrockChatModel: ChatModel {
    /// What is kept of the invocation's time to store the answer: this, or a fifth of it where it is short.
    static let margin = Duration.seconds(3)

    private let client: BedrockRuntimeClient
    private let modelID: String
    private let log: Logger
    private let refused = RefusedParts()

    /// - Parameters:
    ///   - modelID: of a model or an inference profile, or the ARN of either.
    ///   - log: gets what Bedrock says of a request that it does not answer, never what was said in a conversation.
    public init(client: BedrockRuntimeClient, modelID: String, log: Logger) {
        self.client = client
        self.modelID = modelID
        self.log = log
    }

    public func answer(_ request: ModelRequest) async throws(ModelError) -> ModelAnswer {
        let messages = request.messages.inTurn
        guard messages.last?.role == .user else {
            throw ModelError(.refused, "the conversation does not end with a message of a user")
        }
        return try await InvocationScope.$deadline.withValue(Self.end(for: request)) {
            await outcome(of: request, messages)
        }.get()
    }

    /// When the model has to be done.
    static func end(for request: ModelRequest) -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let limit = request.timeLimit.map { now + $0 }
        guard let deadline = InvocationScope.deadline else { return limit }
        let end = deadline - max(.zero, min(margin, (deadline - now) / 5))
        return limit.map { min($0, end) } ?? end
    }

    /// Asks until there is an answer, or an error that no part of the request explains. Each round leaves one more part out.
    private func outcome(
        of request: ModelRequest, _ messages: [ModelMessage]
    ) async -> Result<ModelAnswer, ModelError> {
        while true {
            let leftOut = refused.all
            let question = ConverseRequest(request, messages, modelID: modelID, without: leftOut)
            let streams =
                !leftOut.contains(.streaming) && (question.tools.isEmpty || !leftOut.contains(.streamingOfTools))
            var answer = AnswerAssembly()
            do throws(AWSError) {
                if streams {
                    var events = try await client.converseStream(question).makeAsyncIterator()
                    while let event = try await events.next(isolation: nil) { answer.add(event) }
                } else {
                    answer.add(try await client.converse(question))
                }
            } catch {
                if error.code == .transport(.timeout), let said = answer.cutShort { return .success(said) }
                let failure = ModelError(error)
                if [.refused, .notAvailable].contains(failure.code), answer.isEmpty,
                    let part = RefusedPart(error, to: question, streamed: streams)
                {
                    learn(part, from: error)
                    continue
                }
                return .failure(logged(failure, error.loggedMessage, usedTools: !question.tools.isEmpty))
            }
            return answer.whole.mapError { logged($0, $0.message) }
        }
    }

    private func learn(_ part: RefusedPart, from error: AWSError) {
        guard refused.learn(part) else { return }
        log.warning(
            "\(part.consequence)", metadata: ["model": "\(modelID)", "reason": "\(error.loggedMessage)"])
    }

    /// - Parameter reason: nothing that was said in the conversation.
    private func logged(_ error: ModelError, _ reason: String, usedTools: Bool = false) -> ModelError {
        // "This model doesn't support tool use." Without its form an order would be promised and not be recorded.
        let lacksTools = error.code == .refused && usedTools && reason.contains(bytesOf: "tool use")
        log.warning(
            lacksTools
                ? "The model cannot use tools, which replies on WhatsApp need; set MODEL_ID to one that can"
                : "The model did not answer",
            metadata: ["model": "\(modelID)", "code": "\(error.code)", "reason": "\(reason)"])
        return error
    }
}

extension ConverseRequest {
    fileprivate init(
        _ request: ModelRequest, _ messages: [ModelMessage], modelID: String, without refused: Set<RefusedPart>
    ) {
        var system = request.system.filter { !$0.isBlank }
        var messages = messages
        if refused.contains(.systemMessages), !system.isEmpty, !messages.isEmpty {
            messages[0].text = (system + [messages[0].text]).joined(separator: "\n\n")
            system = []
        }
        self.init(
            modelID: modelID,
            messages: messages.map { message in
                ConverseMessage(message.role == .user ? .user : .assistant, [.text(message.text)])
            },
            system: system,
            maximumTokens: refused.contains(.tokenLimit(request.maximumTokens)) ? nil : request.maximumTokens,
            temperature: refused.contains(.temperature) ? nil : request.temperature,
            tools: request.tool.map { tool in
                [ConverseTool(name: tool.name, description: tool.description, inputSchema: tool.schema)]
            } ?? [],
            toolChoice: request.tool.flatMap { tool in
                tool.isRequired && !refused.contains(.toolChoice) ? .tool(tool.name) : nil
            })
    }
}
