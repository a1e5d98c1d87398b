/// Who continues conversations: a large language model.
public protocol ChatModel: Sendable {
    /// Says what comes next in a conversation, as a whole.
    ///
    /// The time for it ends shortly before the invocation's deadline, and no later than the request's
    /// ``ModelRequest/timeLimit``. What the model has said by then is the answer, with ``ModelAnswer/isComplete`` false.
    ///
    /// - Throws: ``ModelError``; there is no answer then, and asking again does no harm.
    func answer(_ request: ModelRequest) async throws(ModelError) -> ModelAnswer
}
