import Synchronization
public import SystemSupport
import WireFormats

/// A model that says what a test tells it to, and keeps what it was asked.
public final class ScriptedModel: ChatModel {
    public typealias Script = @Sendable (ModelRequest) async throws(ModelError) -> ModelAnswer

    private let script: Script
    private let seen = Mutex<[ModelRequest]>([])

    public init(_ script: @escaping Script) { self.script = script }

    /// Answers with these in turn, and refuses what is asked beyond.
    public convenience init(_ outcomes: [Result<ModelAnswer, ModelError>]) {
        let left = Mutex(outcomes[...])
        self.init { _ throws(ModelError) in
            guard let outcome = left.withLock({ $0.popFirst() }) else {
                throw ModelError(.refused, "the test did not expect another question")
            }
            return try outcome.get()
        }
    }

    /// From the first on.
    public var requests: [ModelRequest] { seen.withLock(\.self) }

    public func answer(_ request: ModelRequest) async throws(ModelError) -> ModelAnswer {
        seen.withLock { $0.append(request) }
        return try await script(request)
    }
}
