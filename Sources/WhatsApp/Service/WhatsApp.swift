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
    /// Expires sessions that nobody goes on with, for a schedule.
    public static let sweepAction = "SWEEP"
    /// What the names of operations begin with.
    public static let prefix = "whatsapp."

    public struct Options: Sendable {
        /// `WHATSAPP_SESSION_HOURS`: a session without activity for longer is over.
        public var idleTime: Duration
        /// Days after which messages and ended sessions may be removed; `nil` for never.
        public var retentionDays: Int?

        public init(idleTime: Duration = .seconds(86_400), retentionDays: Int? = nil) {
            self.idleTime = idleTime
            self.retentionDays = retentionDays
        }
    }

    let store: WhatsAppStore
    let authorization: Authorization
    let cursors: CursorSigner

    var effects: Effects { store.effects }

    /// - Parameters:
    ///   - schema: the name of the table in `tables`.
    ///   - sleep: pauses between attempts of contended writes.
    ///   - log: gets kinds of errors, never numbers or what was said.
    public init(
        tables: any Tables, schema: ConversationsSchema, options: Options = Options(), authorization: Authorization,
        cursors: CursorSigner, effects: Effects = .system, sleep: @escaping @Sendable (Duration) async throws -> Void,
        log: Logger
    ) {
        store = WhatsAppStore(
            tables: tables, schema: schema, effects: effects, clock: OrderedClock(effects.now),
            idleTime: options.idleTime, retentionDays: options.retentionDays, sleep: sleep, log: log)
        self.authorization = authorization
        self.cursors = cursors
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
        [Self.sweepAction: { _ in ["expired_sessions": .number(JSONNumber(try await expireOverdue()))] }]
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
        guard let identity = authorization.identity(of: caller, claimedUserID: nil) else {
            throw Failure(.unauthenticated, "Please sign in")
        }
        guard authorization.mode == .open || identity.isDirect || identity.isAdmin || identity.isStaff else {
            throw Failure(.forbidden, "Only administrators and staff may do this")
        }
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
