public import Gateway
import HTTPTransport
public import Logging
public import SystemSupport
public import Tables
import WireFormats

/// System 004: conversations on WhatsApp, as sessions of contacts.
///
/// A session begins with a contact's first message and ends when somebody completes it, or by a day's silence; what comes
/// next opens a new one, which names the one before. Nothing of what was said is removed by that.
///
/// Operations and routes are the staff's, and of direct callers, whom IAM protects. Beyond the original, each optional: ids
/// that make repeats safe, versions of what is known of a session, cursors on every list, a human who takes over, and the
/// window within which WhatsApp delivers free text.
public struct WhatsApp: Sendable {
    /// What the names of operations begin with.
    static let prefix = "whatsapp."
    /// Makes and sends a reply that the webhook could not wait for.
    static let replyAction = "SEND_REPLY"

    public struct Options: Sendable {
        /// `WHATSAPP_SESSION_HOURS`: a session without activity for longer is over.
        public var idleTime: Duration
        /// Days after which messages and ended sessions may be removed; `nil` for never.
        public var retentionDays: Int?
        /// Of a reply by the model.
        public var maximumTokens: Int
        /// 0 to 1; `nil` leaves it to the model.
        public var temperature: Double?
        /// What the model is told besides how to take orders.
        public var systemPrompt: String?
        /// Until a webhook is answered, from its arrival on.
        public var webhookTime: Duration
        /// Of that, what is left for storing the answer when the model has had its time.
        public var storingTime: Duration
        /// For a reply that is sent later.
        public var replyTime: Duration
        /// Of that, what is left for sending.
        public var sendingTime: Duration
        /// For sending what the staff writes: API Gateway gives up after 30 seconds.
        public var staffTime: Duration

        public init(
            idleTime: Duration = .seconds(86_400), retentionDays: Int? = nil, maximumTokens: Int = 1024,
            temperature: Double? = nil, systemPrompt: String? = nil, webhookTime: Duration = .milliseconds(9500),
            storingTime: Duration = .milliseconds(1500), replyTime: Duration = .seconds(120),
            sendingTime: Duration = .seconds(45), staffTime: Duration = .seconds(25)
        ) {
            self.idleTime = idleTime
            self.retentionDays = retentionDays
            self.maximumTokens = maximumTokens
            self.temperature = temperature
            self.systemPrompt = systemPrompt
            self.webhookTime = webhookTime
            self.storingTime = storingTime
            self.replyTime = replyTime
            self.sendingTime = sendingTime
            self.staffTime = staffTime
        }
    }

    let store: WhatsAppStore
    let options: Options
    let authorization: Authorization
    let cursors: CursorSigner
    let channel: TwilioChannel?
    let model: (any ChatModel)?
    let start: EventInvocation
    let log: Logger

    var effects: Effects { store.effects }

    /// - Parameters:
    ///   - schema: the name of the table in `tables`.
    ///   - channel: to customers; without it, webhooks are refused and nothing can be sent.
    ///   - model: who replies; `nil` where only the staff does.
    ///   - start: invokes this function with an event, asynchronously.
    ///   - sleep: pauses between attempts of contended writes, and while others work on the same message.
    ///   - log: gets kinds of errors, never numbers or what was said.
    public init(
        tables: any Tables, schema: ConversationsSchema, options: Options = Options(), authorization: Authorization,
        cursors: CursorSigner, channel: TwilioChannel?, model: (any ChatModel)?, start: @escaping EventInvocation,
        effects: Effects = .system, sleep: @escaping @Sendable (Duration) async throws -> Void, log: Logger
    ) {
        store = WhatsAppStore(
            tables: tables, schema: schema, effects: effects, clock: OrderedClock(effects.now),
            idleTime: options.idleTime, retentionDays: options.retentionDays, sleep: sleep, log: log)
        self.options = options
        self.authorization = authorization
        self.cursors = cursors
        self.channel = channel
        self.model = model
        self.start = start
        self.log = log
    }

    private typealias Endpoint = (
        method: String, path: String, answer: @Sendable (WhatsApp, Request) async throws -> Response
    )

    private static let endpoints: [Endpoint] = [
        ("GET", "/session/{phone}", { try await $0.currentSession($1) }),
        ("GET", "/session/{phone}/history", { try await $0.contactHistory($1) }),
        ("POST", "/session/{id}/complete", { try await $0.completeSession($1) }),
        ("GET", "/sessions", { try await $0.listSessions($1) }),
        ("GET", "/sessions/active", { try await $0.activeSessions($1) }),
        ("GET", "/sessions/{id}", { try await $0.session($1) }),
        ("PATCH", "/sessions/{id}", { try await $0.changeSession($1) }),
        ("GET", "/sessions/{id}/messages", { try await $0.sessionMessages($1) }),
        ("POST", "/sessions/{id}/messages", { try await $0.sendMessage($1) }),
        ("GET", "/sessions/{id}/messages/{message}/media/{n}", { try await $0.medium($1) }),
        ("POST", "/twilio-webhook-opt", { try await $0.webhook($1) }),
        ("POST", "/twilio-status", { try await $0.deliveryStatus($1) }),
    ]
    /// Every route is there under each of these.
    private static let bases = ["", "/api/v1"]

    public var routes: [Route] {
        Self.bases.flatMap { base in
            Self.endpoints.map { endpoint in
                Route(endpoint.method, base + endpoint.path, failures: .detail) { try await endpoint.answer(self, $0) }
            }
        }
    }

    /// The same routes where the system is off.
    public static func routes(refusing failure: Failure) -> [Route] {
        bases.flatMap { base in
            endpoints.map { Route($0.method, base + $0.path, failures: .detail) { _ in throw failure } }
        }
    }

    public var actions: [String: ActionHandler] {
        [
            Self.replyAction: { try await sendReply($0) },
            // Starts replies that nobody has sent, and expires sessions that nobody goes on with.
            ScheduledAction.sweep: { _ in
                let started = try await startDueReplies()
                return [
                    "started_replies": .number(JSONNumber(started)),
                    "expired_sessions": .number(JSONNumber(try await expireOverdue())),
                ]
            },
        ]
    }
}

// MARK: - What routes and operations share

extension WhatsApp {
    static let noSession = Failure(.notFound, "Session not found")
    /// Of items on a page of a list.
    static let listLimits = 1...100
    /// Of messages on a page.
    static let messageLimits = 1...1000
    static let defaultMessages = 50
    /// Kept free at the end of an invocation.
    private static let sweepMargin: Duration = .seconds(10)

    /// - Throws: 401 for an anonymous caller where that is not enough, 403 for somebody who is no staff.
    func authorize(_ caller: Caller) throws(Failure) {
        let identity = try authorization.requiredIdentity(of: caller)
        guard authorization.mode == .open || identity.isDirect || identity.isAdmin || identity.isStaff else {
            throw Failure(.forbidden, "Only administrators and staff may do this")
        }
    }

    /// What a cursor is good for: one list, and whoever asked for it.
    func scope(of list: JSON, for caller: Caller) -> String {
        let user = authorization.identity(of: caller, claimedUserID: nil)?.userID
        return (["whatsapp", list, user.map(JSON.string) ?? .null] as JSON).text
    }

    func expireOverdue() async throws(Failure) -> Int {
        let end = InvocationScope.deadline.map { $0 - Self.sweepMargin }
        return try await store.expireOverdue { end.map { .now > $0 } ?? false }
    }

    /// Why a change was refused, or what it came to.
    func conversation(_ changing: WhatsAppStore.Changing) throws(Failure) -> WhatsAppStore.Conversation? {
        switch changing {
        case .done(let conversation): conversation
        case .unknown: nil
        case .outdated(let conversation):
            throw Failure(
                .conflict, "The session has changed meanwhile: its version is \(conversation.session.version)")
        case .refused(let conversation): throw Self.hasEnded(conversation.session)
        }
    }

    static func hasEnded(_ session: WhatsAppSession) -> Failure {
        Failure(.conflict, "The session has ended: it is \(session.status.rawValue)")
    }
}
