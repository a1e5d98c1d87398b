public import Gateway
public import Logging
public import SystemSupport
import WireFormats

/// What was said in conversations, for whoever answers the next question.
///
/// ```swift
/// let memory = ConversationMemory(store: store, model: nil, log: log)
/// _ = try await memory.create("tour")
/// _ = try await memory.add("What are your hours?", as: .user, to: "tour")
/// _ = try await memory.add("We open at 8.", as: .assistant, to: "tour")
/// let prompt = try await memory.context(of: "tour").text
/// // Conversation so far:
/// // user: What are your hours?
/// // assistant: We open at 8.
/// ```
///
/// A window that fits into a budget, with what came before it in short:
///
/// ```swift
/// _ = try await memory.updateSummary("A visitor asks for opening hours.", of: "tour")
/// let window = try await memory.context(
///     of: "tour", ContextOptions(maximumMessages: 50, includesSummary: true, tokenBudget: 2_000))
/// ```
///
/// Several users, none of whom can reach another's sessions:
///
/// ```swift
/// let ann = try memory.scoped(to: "ann")
/// _ = try await ann.create("tour")
/// _ = try await ann.clear("tour")
/// ```
///
/// A session that does not exist is no error: it has no messages, and nothing can be added to it. Every write may be
/// repeated. All methods throw ``Gateway/Failure``: 400 with the name of the argument that is wrong (nothing has been
/// written then), 503 when the store cannot be reached, 500 when it refuses or holds something else.
public struct ConversationMemory: Sendable {
    /// Of a session's id, in bytes. With the longest owner it fits into a partition key (DynamoDB: 2048 bytes).
    public static let maximumID = 256
    /// Of a user's id, in bytes; three times as many when encoded.
    public static let maximumOwner = 512
    public static let maximumMessageID = 256
    /// How many messages can be asked for at once.
    public static let counts = 1...1_000
    /// Of messages that are read at once, in bytes: what an answer can carry (Lambda: 6 MB).
    public static let maximumRead = 5_500_000
    /// Of a summary, in bytes.
    public static let maximumSummary = 65_536
    /// Begins the stored ids of sessions that belong to a user.
    private static let ownedPrefix = "user/"

    let store: any ContextStore
    let model: (any ChatModel)?
    let options: Options
    let effects: Effects
    let log: Logger
    /// Before every id: empty, or the owner's.
    private let prefix: String

    public struct Options: Sendable, Hashable {
        /// Estimated tokens of a conversation that the model is shown at once.
        public var contextTokenBudget: Int
        /// Of an answer or a summary.
        public var maximumTokens: Int
        /// 0 to 1, of an answer or a summary; `nil` leaves it to the model.
        public var temperature: Double?
        /// What the model is told before every conversation.
        public var systemPrompt: String?
        /// How long an answer may take: API Gateway gives up after 30 seconds.
        public var answerTime: Duration

        public init(
            contextTokenBudget: Int = 16_000, maximumTokens: Int = 1024, temperature: Double? = nil,
            systemPrompt: String? = nil, answerTime: Duration = .seconds(25)
        ) {
            self.contextTokenBudget = contextTokenBudget
            self.maximumTokens = maximumTokens
            self.temperature = temperature
            self.systemPrompt = systemPrompt
            self.answerTime = answerTime
        }
    }

    /// - Parameters:
    ///   - model: answers questions and makes summaries; `nil` where nobody does, and summaries are extracts.
    ///   - log: gets kinds of errors, never what was said.
    public init(
        store: any ContextStore, model: (any ChatModel)?, options: Options = Options(), effects: Effects = .system,
        log: Logger
    ) {
        self.init(store: store, model: model, options: options, effects: effects, log: log, prefix: "")
    }

    private init(
        store: any ContextStore, model: (any ChatModel)?, options: Options, effects: Effects, log: Logger,
        prefix: String
    ) {
        self.store = store
        self.model = model
        self.options = options
        self.effects = effects
        self.log = log
        self.prefix = prefix
    }

    /// The same with an id space that only this user has.
    public func scoped(to owner: String) throws(Failure) -> ConversationMemory {
        guard (1...Self.maximumOwner).contains(owner.utf8.count) else {
            throw Failure(.invalid(field: "user_id"), "user_id must be 1 to \(Self.maximumOwner) bytes long")
        }
        return ConversationMemory(
            store: store, model: model, options: options, effects: effects, log: log,
            prefix: "\(Self.ownedPrefix)\(PercentEncoding.encode(owner))/")
    }
}

// MARK: - Sessions and messages

extension ConversationMemory {
    /// - Returns: false when there is one already, which is left alone.
    public func create(_ id: String) async throws(Failure) -> Bool {
        let key = try key(id)
        return try await stored { () throws(ContextStoreError) in try await store.createSession(key, at: effects.now())
        }
    }

    /// - Parameter messages: how many of the last ones; `nil` for all that are kept.
    /// - Returns: `nil` when there is no such session. Of messages that are larger than ``maximumRead`` together, the older
    ///   ones are left out.
    public func session(_ id: String, messages count: Int? = nil) async throws(Failure) -> ContextSession? {
        if let count { try Self.check(count) }
        return try await read(key(id), messages: count, bytes: Self.maximumRead)?.fitting
    }

    /// Adds a message behind all others.
    ///
    /// - Parameter messageID: makes a repeat one: what has been added under the same id is not added again.
    /// - Returns: ``AppendOutcome/noSession`` when there is no such session; nothing is stored then.
    public func add(
        _ text: String, as role: ContextRole, to id: String, messageID: String? = nil
    ) async throws(Failure) -> AppendOutcome {
        let key = try key(id)
        let messageID = try messageID.map(Self.checked(messageID:)) ?? effects.uuid()
        guard text.utf8.count <= ContextLimits.maximumTextBytes else {
            throw Failure(
                .invalid(field: "text"), "text must be at most \(ContextLimits.maximumTextBytes) bytes long")
        }
        return try await append(
            ContextMessage(id: messageID, role: role.rawValue, text: text, timestamp: effects.now()), key)
    }

    /// The last messages, oldest first; none without a session.
    public func recent(_ id: String, count: Int = 5) async throws(Failure) -> [ContextMessage] {
        try await session(id, messages: count)?.messages ?? []
    }

    /// What to show whoever answers next; empty without a session.
    public func context(
        of id: String, _ options: ContextOptions = ContextOptions()
    ) async throws(Failure) -> ContextWindow {
        let key = try key(id)
        try Self.check(options.maximumMessages)
        return ContextWindow(
            try await read(key, messages: options.maximumMessages, bytes: Self.maximumRead)?.fitting, options)
    }

    /// - Returns: false when there was none.
    public func clear(_ id: String) async throws(Failure) -> Bool {
        let key = try key(id)
        return try await stored { () throws(ContextStoreError) in try await store.deleteSession(key) }
    }
}

// MARK: - Summaries

extension ConversationMemory {
    /// Replaces the summary unless it covers more than the new one.
    ///
    /// - Parameter through: the number of the last message that it covers; `nil` for the last there is.
    public func updateSummary(
        _ text: String, through: Int? = nil, of id: String
    ) async throws(Failure) -> SummaryOutcome {
        let key = try key(id)
        guard text.utf8.count <= Self.maximumSummary else {
            throw Failure(.invalid(field: "summary"), "summary must be at most \(Self.maximumSummary) bytes long")
        }
        if let through, through < 0 {
            throw Failure(.invalid(field: "through"), "through must be the number of a message, or 0")
        }
        return try await update(text, through: through, key, at: effects.now())
    }

    /// `nil` where there is no summary, or no session.
    public func summary(of id: String) async throws(Failure) -> ContextSummary? {
        try await read(key(id), messages: 0)?.summary
    }
}

// MARK: - The store

extension ConversationMemory {
    /// The id under which a session is stored.
    func key(_ id: String) throws(Failure) -> String {
        guard (1...Self.maximumID).contains(id.utf8.count) else {
            throw Failure(.invalid(field: "session_id"), "session_id must be 1 to \(Self.maximumID) bytes long")
        }
        // Else whoever has no owner could name the session of somebody who has.
        guard !prefix.isEmpty || !id.utf8.starts(with: Self.ownedPrefix.utf8) else {
            throw Failure(.invalid(field: "session_id"), "session_id must not begin with \(Self.ownedPrefix)")
        }
        return prefix + id
    }

    func read(_ key: String, messages count: Int?, bytes: Int? = nil) async throws(Failure) -> ContextSession? {
        try await stored { () throws(ContextStoreError) in
            try await store.session(key, messages: count, bytes: bytes)
        }
    }

    func append(_ message: ContextMessage, _ key: String) async throws(Failure) -> AppendOutcome {
        try await stored { () throws(ContextStoreError) in try await store.append(message, to: key) }
    }

    func update(
        _ text: String, through: Int?, _ key: String, at time: Timestamp
    ) async throws(Failure) -> SummaryOutcome {
        try await stored { () throws(ContextStoreError) in
            try await store.updateSummary(text, through: through, of: key, at: time)
        }
    }

    /// Errors of the store as callers may hear of them.
    func stored<Value>(
        _ body: () async throws(ContextStoreError) -> Value
    ) async throws(Failure) -> Value {
        do {
            return try await body()
        } catch {
            // What an error says may hold an id, which callers choose.
            var metadata: Logger.Metadata = ["code": "\(error.code)"]
            if let cause = error.cause { metadata["cause"] = "\(cause)" }
            log.warning("Context memory's store failed", metadata: metadata)
            switch error.code {
            case .unavailable: throw Failure(.unavailable, "The store cannot be reached. Please try again.")
            case .denied: throw Failure(.internal, "The store is not set up as it should be")
            case .corrupt: throw Failure(.internal, "What is stored under this session's key is no session")
            }
        }
    }

    static func checked(messageID id: String) throws(Failure) -> String {
        guard (1...maximumMessageID).contains(id.utf8.count) else {
            throw Failure(.invalid(field: "message_id"), "message_id must be 1 to \(maximumMessageID) bytes long")
        }
        return id
    }

    private static func check(_ count: Int) throws(Failure) {
        guard counts.contains(count) else {
            throw Failure(
                .invalid(field: "max_messages"),
                "max_messages must be an integer from \(counts.lowerBound) to \(counts.upperBound)")
        }
    }
}
