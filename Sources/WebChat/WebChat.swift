public import Gateway
public import Logging
public import SystemSupport
public import Tables
import WireFormats

/// System 002: web chats, which a language model answers.
///
/// `POST /api/generate/` stores a prompt, shows the model the last turns and stores what it says. Whatever the model sees
/// comes from the store, so a chat goes on after any pause, on any instance. A chat belongs to the caller who began it, and
/// nobody else can tell that it exists.
///
/// Beyond the original, each optional: ids that make repeats safe, cursors on every list, names, pins, an archive, undoing
/// a deletion, and a summary of what is too long for the model.
public struct WebChat: Sendable {
    /// Brings the summary of a chat up to date.
    static let summaryAction = "SUMMARIZE_CHAT"

    public struct Options: Sendable {
        /// For people: which model answers.
        public var modelID: String?
        /// 0 to 1; `nil` leaves it to the model.
        public var temperature: Double?
        /// Of an answer.
        public var maximumTokens: Int
        /// What the model is told before every conversation.
        public var systemPrompt: String?
        /// Estimated tokens of a conversation that the model gets; beyond, it gets a summary of the earlier part.
        public var contextTokenBudget: Int
        /// How long an answer may take: API Gateway gives up after 30 seconds.
        public var answerTime: Duration

        public init(
            modelID: String? = nil, temperature: Double? = nil, maximumTokens: Int = 1024, systemPrompt: String? = nil,
            contextTokenBudget: Int = 16_000, answerTime: Duration = .seconds(25)
        ) {
            self.modelID = modelID
            self.temperature = temperature
            self.maximumTokens = maximumTokens
            self.systemPrompt = systemPrompt
            self.contextTokenBudget = contextTokenBudget
            self.answerTime = answerTime
        }
    }

    let store: ConversationStore
    let options: Options
    let authorization: Authorization
    let cursors: CursorSigner
    let model: (any ChatModel)?
    let start: EventInvocation
    let log: Logger
    let modelCheck = ModelCheck()

    var effects: Effects { store.effects }

    /// - Parameters:
    ///   - schema: the name of the table in `tables`.
    ///   - model: who answers; `nil` where nobody does, and chats can only be read.
    ///   - start: invokes this function with an event, asynchronously.
    ///   - sleep: pauses between attempts of contended writes.
    ///   - log: gets ids, counts and kinds of errors, never what was said.
    public init(
        tables: any Tables, schema: ConversationsSchema, options: Options = Options(), authorization: Authorization,
        cursors: CursorSigner, model: (any ChatModel)?, start: @escaping EventInvocation, effects: Effects = .system,
        sleep: @escaping @Sendable (Duration) async throws -> Void, log: Logger
    ) {
        store = ConversationStore(
            tables: tables, schema: schema, effects: effects, clock: OrderedClock(effects.now), sleep: sleep, log: log)
        self.options = options
        self.authorization = authorization
        self.cursors = cursors
        self.model = model
        self.start = start
        self.log = log
    }

    private typealias Endpoint = (
        method: String, path: String, answer: @Sendable (WebChat, Request) async throws -> Response
    )

    private static let endpoints: [Endpoint] = [
        ("POST", "/api/generate", { try await $0.generate($1) }),
        ("POST", "/api/get_history", { try await $0.history($1) }),
        ("POST", "/api/clear_history", { try await $0.clear($1) }),
        ("GET", "/api/session_names", { try await $0.sessionNames($1) }),
        ("GET", "/api/sessions", { try await $0.activeSessions($1) }),
        ("GET", "/api/sessions/{id}", { try await $0.session($1) }),
        ("PATCH", "/api/sessions/{id}", { try await $0.changeSession($1) }),
        ("DELETE", "/api/sessions/{id}", { try await $0.deleteSession($1) }),
        ("POST", "/api/sessions/{id}/restore", { try await $0.restoreSession($1) }),
        ("POST", "/api/sessions/delete", { try await $0.deleteSessions($1) }),
        ("GET", "/api/search", { try await $0.search($1) }),
        ("GET", "/api/session_stats", { try await $0.statistics($1) }),
        ("POST", "/api/cleanup_sessions", { try await $0.cleanUp($1) }),
        ("GET", "/api/export", { try await $0.exportAll($1) }),
        ("GET", "/api/export/{id}", { try await $0.exportSession($1) }),
        ("POST", "/api/import", { try await $0.importSessions($1) }),
        ("GET", "/api/health", { try await $0.health($1) }),
        ("GET", "/api", { chat, _ in chat.description }),
    ]

    public var routes: [Route] {
        Self.endpoints.map { endpoint in
            Route(endpoint.method, endpoint.path, failures: .detail) { try await endpoint.answer(self, $0) }
        }
    }

    public var actions: [String: ActionHandler] {
        [
            Self.summaryAction: { try await summarize($0) },
            ScheduledAction.sweep: { _ in try await sweep() },
        ]
    }

    /// The same routes where the system is off.
    public static func routes(refusing failure: Failure) -> [Route] {
        endpoints.map { Route($0.method, $0.path, failures: .detail) { _ in throw failure } }
    }
}

// MARK: - What routes share

extension WebChat {
    /// A chat is active for that long after its last message.
    static let activity: Duration = .seconds(3600)

    static let noSession = Failure(.notFound, "Session not found")
    static let idRule = "must be 1 to \(ChatKey.maximumID) visible ASCII characters"

    /// Lets pages of other origins read what only headers say.
    static let exposedHeaders = "X-Next-Cursor, Retry-After"

    /// Whose chats a request is about.
    ///
    /// - Throws: 401 for an anonymous caller where that is not enough.
    func owner(of request: Request) throws(Failure) -> String {
        guard let owner = try authorization.requiredIdentity(of: request.caller).userID else { throw .unauthenticated }
        guard (1...ChatKey.maximumOwner).contains(owner.utf8.count) else {
            throw Failure(.badRequest, "The user's id must be 1 to \(ChatKey.maximumOwner) bytes long")
        }
        return owner
    }

    /// The chat that the path names.
    ///
    /// - Throws: 404 for what cannot be an id.
    func key(of request: Request) throws(Failure) -> ChatKey {
        let owner = try owner(of: request)
        guard let id = request.parameters["id"], ChatKey.isValid(id) else { throw Self.noSession }
        return ChatKey(owner: owner, id: id)
    }
}
