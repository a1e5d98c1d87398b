import AWSServices
import ChatSessions
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import TestSupport
import WireFormats

/// System 000 on the embedded store, with a clock that stands still and random bytes that count, so that whole answers can
/// be compared.
struct Chat: Sendable {
    static let schema = ChatSessionsSchema(sessions: "sessions", messages: "messages", reviews: "reviews")

    let tables: any Tables
    let service: ChatSessions
    let clock: TestClock
    let exports: MemoryExports
    let log: CollectedLog

    /// - Parameters:
    ///   - indexDelay: how far indexes lag behind their tables, by ``clock``.
    ///   - schemas: the tables to make; by default those of ``schema``.
    ///   - wrapping: puts something between the service and the engine.
    init(
        indexDelay: Duration = .zero, schemas: [TableSchema] = Self.schema.tables, mode: Authorization.Mode = .required,
        wrapping: (any Tables) -> any Tables = { $0 }
    ) throws {
        let clock = TestClock()
        try self.init(
            engine: SQLiteTables(
                path: ":memory:", schemas: schemas, clock: { clock.now() }, indexDelay: indexDelay), clock: clock,
            mode: mode, wrapping: wrapping)
    }

    init(
        engine: any Tables, schema: ChatSessionsSchema = Self.schema, clock: TestClock = TestClock(),
        mode: Authorization.Mode = .required, seed: UInt64 = 0, wrapping: (any Tables) -> any Tables = { $0 }
    ) throws {
        tables = engine
        self.clock = clock
        exports = MemoryExports()
        log = CollectedLog()
        service = ChatSessions(
            tables: wrapping(engine), schema: schema, authorization: Authorization(mode: mode),
            cursors: CursorSigner(key: [UInt8](repeating: 7, count: 32), now: { clock.now() }), exports: exports,
            longestExportCall: .seconds(3600),
            effects: .counting(clock, from: seed), sleep: { _ in clock.advance(.milliseconds(50)) }, log: log.logger)
    }

    /// Asks for an operation.
    func ask(
        _ name: String, _ arguments: JSONObject, as caller: Caller = .alice, headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        var arguments = arguments
        arguments["operation"] = .string(name)
        guard let handler = service.operations.handlers[name] else { throw service.operations.unknown(name) }
        return Answer(
            try await handler(
                Operation(name: name, arguments: arguments, caller: caller, requestID: "request", headers: headers)))
    }

    /// Of its own routes, and of that of its operations.
    func router() throws -> Router {
        let operations = OperationTable([service.operations], log: log.logger)
        return try Router(
            operations.routes(at: "/user-session", methods: ["POST", "GET", "DELETE"], failures: .string)
                + service.routes, cors: CORS(allowedOrigins: .none), log: log.logger)
    }

    /// Sends a request to a route.
    func send(
        _ method: String, _ path: String, query: [(String, String)] = [], _ body: JSON? = nil,
        as caller: Caller = .alice
    ) async throws -> Answer {
        Answer(
            try await router().respond(
                to: Request(
                    method: method, path: path, query: query.map { (name: $0.0, value: $0.1) },
                    body: body?.serialized() ?? [], caller: caller, requestID: "request")))
    }
}

/// Steps that many tests take.
extension Chat {
    static func entry(_ prompt: String = "Hello?", _ response: String = "Hi.") -> JSON {
        ["user_prompt": .string(prompt), "bot_response": .string(response)]
    }

    /// - Returns: the id of the first message.
    @discardableResult
    func create(
        _ id: String, _ entry: JSON = Self.entry(), title: String = "Greetings", as caller: Caller = .alice
    ) async throws -> String {
        let answer = try await ask(
            "add_new_session_with_first_message",
            ["session_id": .string(id), "user_id": "alice", "title": .string(title), "new_chat_entry": entry],
            as: caller)
        guard answer.status == 200, let id = answer.body["message_id"]?.string else { throw Unexpected(answer) }
        return id
    }

    @discardableResult
    func append(_ id: String, _ entry: JSON = Self.entry("More?", "Yes."), as caller: Caller = .alice) async throws
        -> String
    {
        let answer = try await ask(
            "add_message_to_existing_session", ["session_id": .string(id), "new_chat_entry": entry], as: caller)
        guard answer.status == 200, let id = answer.body["message_id"]?.string else { throw Unexpected(answer) }
        return id
    }

    func session(_ id: String, as caller: Caller = .alice) async throws -> JSON {
        let answer = try await ask("get_session", ["session_id": .string(id), "user_id": "alice"], as: caller)
        guard answer.status == 200 else { throw Unexpected(answer) }
        return answer.body
    }

    /// The prompts of a session's history.
    func prompts(_ id: String, as caller: Caller = .alice) async throws -> [String] {
        try await session(id, as: caller)["chat_history"]?.array?.compactMap { $0["user"]?.string } ?? []
    }

    @discardableResult
    func rate(_ message: String, in session: String, _ type: String = "positive", as caller: Caller = .alice)
        async throws -> Answer
    {
        try await send(
            "POST", "/user-feedback",
            [
                "feedbackData": [
                    "sessionId": .string(session), "messageId": .string(message), "feedbackType": .string(type),
                    "feedbackRank": 4, "feedbackCategory": "Inaccurate", "feedbackMessage": "Not quite.",
                ]
            ], as: caller)
    }

    /// All items of a table.
    func items(_ table: String) async throws -> [Item] { try await tables.items(in: table) }

    func row(_ id: String) async throws -> Item? {
        try await tables.get("sessions", key: ["pk_session_id": .string(id)])
    }

    /// All items of all tables but the record of the upgrade.
    func everything() async throws -> Set<Item> {
        var all: Set<Item> = []
        for table in Self.schema.tables { all.formUnion(try await items(table.name)) }
        return all.filter { $0["pk_review_id"] != "colloquy#upgrade" }
    }
}

/// Exported files in memory. Links name the object and the seconds that they live.
final class MemoryExports: ExportStorage {
    enum Action: Sendable { case put, read, remove }

    private let objects = Mutex<[String: [UInt8]]>([:])
    private let limit = Mutex(64 << 20)
    private let check = Mutex<(@Sendable (Action, String) async throws(Failure) -> Bool)?>(nil)

    var keys: [String] { objects.withLock { $0.keys.sorted() } }
    var parts: [String] { keys.filter { $0.contains(".parts/") } }
    func text(at key: String) -> String? { objects.withLock { $0[key].map { String(decoding: $0, as: UTF8.self) } } }

    var maximumSize: Int {
        get { limit.withLock { $0 } }
        set { limit.withLock { $0 = newValue } }
    }

    /// Runs `body` before the next action that it may concern, once: what `body` itself does goes on undisturbed, and until
    /// it returns true it is asked again.
    func before(_ body: @escaping @Sendable (Action, String) async throws(Failure) -> Bool) {
        check.withLock { $0 = body }
    }

    private func announce(_ action: Action, _ key: String) async throws(Failure) {
        let body = check.withLock { check in
            defer { check = nil }
            return check
        }
        guard let body else { return }
        if try await !body(action, key) { before(body) }
    }

    func put(_ body: [UInt8], at key: String, contentType: String) async throws(Failure) {
        try await announce(.put, key)
        objects.withLock { $0[key] = body }
    }

    func object(at key: String) async throws(Failure) -> [UInt8]? {
        try await announce(.read, key)
        return objects.withLock { $0[key] }
    }

    func remove(_ key: String) async throws(Failure) {
        try await announce(.remove, key)
        objects.withLock { $0[key] = nil }
    }

    func exists(_ key: String) async throws(Failure) -> Bool { objects.withLock { $0[key] != nil } }

    func link(to key: String, lifetime: Duration) async throws(Failure) -> String {
        "https://exports.example/\(key)?seconds=\(lifetime.components.seconds)"
    }
}
