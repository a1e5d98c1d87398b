import AWSCore
public import AWSServices
import HTTPTransport

/// A model on Bedrock. It streams, so that a deadline cuts an answer short instead of losing it.
public struct BedrockChatModel: ChatModel {
    /// What is kept of the invocation's time to store the answer: this, or a fifth of it where it is short.
    static let margin = Duration.seconds(3)

    private let client: BedrockRuntimeClient
    private let modelID: String

    /// - Parameter modelID: of a model or an inference profile, or the ARN of either.
    public init(client: BedrockRuntimeClient, modelID: String) {
        self.client = client
        self.modelID = modelID
    }

    public func answer(_ request: ModelRequest) async throws(ModelError) -> ModelAnswer {
        let messages = request.messages.inTurn
        guard messages.last?.role == .user else {
            throw ModelError(.refused, "the conversation does not end with a message of a user")
        }
        let question = ConverseRequest(request, messages, modelID: modelID)
        return try await InvocationScope.$deadline.withValue(Self.end(for: request)) { await outcome(of: question) }
            .get()
    }

    /// When the model has to be done.
    static func end(for request: ModelRequest) -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let limit = request.timeLimit.map { now + $0 }
        guard let deadline = InvocationScope.deadline else { return limit }
        let end = deadline - max(.zero, min(margin, (deadline - now) / 5))
        return limit.map { min($0, end) } ?? end
    }

    private func outcome(of question: ConverseRequest) async -> Result<ModelAnswer, ModelError> {
        var answer = AnswerAssembly()
        do throws(AWSError) {
            var events = try await client.converseStream(question).makeAsyncIterator()
            while let event = try await events.next(isolation: nil) { answer.add(event) }
        } catch {
            guard error.code == .transport(.timeout), let said = answer.cutShort else {
                return .failure(ModelError(error))
            }
            return .success(said)
        }
        return answer.whole
    }
}

extension ConverseRequest {
    fileprivate init(_ request: ModelRequest, _ messages: [ModelMessage], modelID: String) {
        self.init(
            modelID: modelID,
            messages: messages.map { message in
                ConverseMessage(message.role == .user ? .user : .assistant, [.text(message.text)])
            },
            system: request.system.filter { !$0.isBlank }, maximumTokens: request.maximumTokens,
            temperature: request.temperature,
            tools: request.tool.map { tool in
                [ConverseTool(name: tool.name, description: tool.description, inputSchema: tool.schema)]
            } ?? [],
            toolChoice: request.tool.map { $0.isRequired ? .tool($0.name) : .auto })
    }
}
