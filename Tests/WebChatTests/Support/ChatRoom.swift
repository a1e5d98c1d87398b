import AWSServices
import Gateway
import Synchronization
import SystemSupport
import SystemTestSupport
import Tables
import WebChat
import WireFormats

/// System 002 on the embedded store, with a model that follows a script, a clock that stands still and random bytes that
/// count, so that whole answers can be compared.
final class ChatRoom: RoutedSystem, Sendable {
    static let schema = ConversationsSchema(table: "conversations")

    let tables: WatchedTables
    let service: WebChat
    let clock: TestClock
    let model: ScriptedModel
    let log = CollectedLog()
    private let events: Queue
    /// Events with which the function has invoked itself.
    var queued: [JSON] { events.all }

    /// - Parameters:
    ///   - script: what the model says; by default, how many messages it was shown.
    ///   - engine: the store, where several rooms share one.
    ///   - seed: where random bytes begin, so that two rooms give different ids.
    init(
        _ script: @escaping ScriptedModel.Script = { request in
            ModelAnswer(text: "Answer to \(request.messages.count).")
        },
        mode: Authorization.Mode = .required, options: WebChat.Options = WebChat.Options(), hasModel: Bool = true,
        clock: TestClock = TestClock(), engine: (any Tables)? = nil, indexDelay: Duration = .zero, seed: UInt64 = 0
    ) throws {
        self.clock = clock
        let model = ScriptedModel(script)
        self.model = model
        tables = WatchedTables(
            try engine
                ?? SQLiteTables(
                    path: ":memory:", schemas: Self.schema.tables, clock: { clock.now() }, indexDelay: indexDelay))
        let events = Queue()
        service = WebChat(
            tables: tables, schema: Self.schema, options: options, authorization: Authorization(mode: mode),
            cursors: CursorSigner(key: [UInt8](repeating: 7, count: 32), now: { clock.now() }),
            model: hasModel ? model : nil, start: { events.add(try JSON(parsing: $0)) },
            effects: .counting(clock, from: seed),
            sleep: { _ in clock.advance(.milliseconds(50)) }, log: log.logger)
        self.events = events
    }

    private final class Queue: Sendable {
        private let events = Mutex<[JSON]>([])
        var all: [JSON] { events.withLock { $0 } }
        func add(_ event: JSON) { events.withLock { $0.append(event) } }
    }
}

/// Steps that many tests take.
extension ChatRoom {
    var routes: [Route] { service.routes }

    /// Says something in a chat.
    ///
    /// - Returns: the id of the chat.
    @discardableResult
    func say(_ prompt: String, in session: String? = nil, id: String? = nil, as caller: Caller = .alice) async throws
        -> String
    {
        var body: JSONObject = ["prompt": .string(prompt)]
        body["session_id"] = session.map(JSON.string)
        body["message_id"] = id.map(JSON.string)
        let answer = try await ask("POST", "/api/generate/", .object(body), as: caller)
        guard answer.status == 200, let session = answer.body["session_id"]?.string else { throw Unexpected(answer) }
        return session
    }

    /// The lines of a chat's history.
    func history(_ session: String, as caller: Caller = .alice) async throws -> [String] {
        let answer = try await ask("POST", "/api/get_history/", ["session_id": .string(session)], as: caller)
        guard answer.status == 200 else { throw Unexpected(answer) }
        return answer.body["history"]?.array?.compactMap(\.string) ?? []
    }

    /// A caller's list, or a member of each of its items.
    func names(_ query: [(String, String)] = [], as caller: Caller = .alice) async throws -> [JSON] {
        let answer = try await ask("GET", "/api/session_names/", query: query, as: caller)
        guard answer.status == 200, let items = answer.body.array else { throw Unexpected(answer) }
        return items
    }

    func ids(_ query: [(String, String)] = [], as caller: Caller = .alice) async throws -> [String] {
        try await names(query, as: caller).compactMap { $0["session_id"]?.string }
    }

    /// All items of the table, by `pk` and `sk`.
    func items() async throws -> [Item] {
        try await tables.items(of: Self.schema)
    }
}
