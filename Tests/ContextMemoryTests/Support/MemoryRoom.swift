import ContextMemory
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import WireFormats

/// System 003 on the embedded store, with a model that follows a script, a clock that stands still and random bytes that
/// count, so that whole answers can be compared.
final class MemoryRoom: RoutedSystem, Sendable {
    static let time = TestClock.start

    let service: ContextMemory
    let memory: ConversationMemory
    let store: any ContextStore
    let clock = TestClock()
    let model: ScriptedModel
    let log = CollectedLog()

    /// - Parameters:
    ///   - script: what the model says; by default, how many messages it was shown.
    ///   - store: instead of the embedded one.
    init(
        mode: Authorization.Mode = .required, options: ConversationMemory.Options = .init(), hasModel: Bool = true,
        limits: ContextLimits = .standard, store: (any ContextStore)? = nil,
        _ script: @escaping ScriptedModel.Script = { request in
            ModelAnswer(text: "Answer to \(request.messages.count).")
        }
    ) throws {
        let clock = clock
        let effects = Effects.counting(clock)
        let schema = ConversationsSchema(table: "conversations")
        let table = TableContextStore(
            try SQLiteTables(path: ":memory:", schemas: schema.tables, clock: { clock.now() }), schema: schema,
            limits: limits, effects: effects, sleep: { _ in clock.advance(.milliseconds(50)) }, log: log.logger)
        self.store = store ?? table
        model = ScriptedModel(script)
        memory = ConversationMemory(
            store: self.store, model: hasModel ? model : nil, options: options, effects: effects, log: log.logger)
        service = ContextMemory(memory: memory, authorization: Authorization(mode: mode), sweeping: table)
    }

    var routes: [Route] {
        service.routes
            + OperationTable([service.operations], log: log.logger)
            .routes(at: "/user-session", methods: ["POST"], failures: .string)
    }

    /// Asks for an operation, by its name without the prefix.
    func ask(
        _ name: String, _ arguments: JSONObject = [:], as caller: Caller = .direct
    ) async -> Answer {
        Answer(
            await OperationTable([service.operations], log: log.logger).respond(
                to: Operation(name: "memory.\(name)", arguments: arguments, caller: caller, requestID: "request")))
    }

    /// A session `s` with these messages, from the user and the assistant in turn.
    @discardableResult
    func talk(_ texts: String..., id: String = "s") async throws -> String {
        _ = try await memory.create(id)
        for (number, text) in texts.enumerated() {
            _ = try await memory.add(
                text, as: number.isMultiple(of: 2) ? .user : .assistant, to: id, messageID: "m\(number + 1)")
        }
        return id
    }
}

/// What a message looks like to clients of ``MemoryRoom/talk(_:id:)``.
func said(_ number: Int, _ role: String, _ text: String) -> JSON {
    [
        "role": .string(role), "text": .string(text), "timestamp": .string(MemoryRoom.time),
        "id": .string("m\(number)"),
        "number": .number(JSONNumber(number)),
    ]
}
