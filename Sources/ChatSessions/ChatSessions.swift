public import Gateway
import HTTPTransport
public import Logging
public import Tables
import WireFormats

/// System 000: chat sessions with their messages, users' feedback and admins' reviews.
///
/// It answers the operations of the original ("session-handler") by name, and feedback at `/user-feedback`. Every answer,
/// refusals included, is a ``Response``: nothing is thrown.
///
/// Beyond the original, each optional:
/// - `message_id`, `idempotency_key` (or the header `Idempotency-Key`) on operations that store a message: a repeat stores
///   nothing and answers the same; the same id or key for something else is refused with 409.
/// - `limit` and `cursor` on lists. The next page's cursor is the header `X-Next-Cursor`; with `"envelope": true`, or where
///   `cursor` is a member (`null` for the first page), the answer is `{"items": […], "next_cursor": …}` instead of the
///   bare array, which is how direct callers get it.
/// - `cursor` on `get_session`, whose answer has `next_cursor` when older messages did not fit in one response.
/// - `review_scope: "any"` on `list_all_sessions`; `comments` on `update_review_session`.
public struct ChatSessions: Sendable {
    let store: ChatStore
    let authorization: Authorization
    let cursors: CursorSigner
    let exports: (any ExportStorage)?
    let longestExportCall: Duration
    let boundary: FailureBoundary

    /// - Parameters:
    ///   - schema: the names of the tables in `tables`.
    ///   - exports: where CSV files go; `nil` turns `download_all_sessions_csv` off.
    ///   - longestExportCall: how long one call works on an export, also when the invocation has more time: API Gateway
    ///     gives up after 30 seconds.
    ///   - sleep: pauses between attempts of contended writes.
    ///   - log: gets ids and kinds of errors, never prompts, answers or other text of users.
    public init(
        tables: any Tables, schema: ChatSessionsSchema, authorization: Authorization, cursors: CursorSigner,
        exports: (any ExportStorage)?, longestExportCall: Duration = .seconds(20), effects: Effects = .system,
        sleep: @escaping @Sendable (Duration) async throws -> Void, log: Logger
    ) {
        store = ChatStore(
            tables: tables, schema: schema, identifiers: Identifiers(effects: effects), effects: effects, sleep: sleep,
            log: log)
        self.authorization = authorization
        self.cursors = cursors
        self.exports = exports
        self.longestExportCall = longestExportCall
        boundary = FailureBoundary(log: log)
    }

    /// By name: what a direct invocation or the body of a request may ask for.
    public var operations: SystemOperations {
        var handlers: [String: OperationHandler] = [:]
        for name in OperationName.allCases {
            handlers[name.rawValue] = { operation in await answer(name, operation) }
        }
        return SystemOperations(prefix: "", failures: .string, handlers: handlers, unknown: Self.unknownOperation)
    }

    private typealias Endpoint = (
        method: String, path: String, answer: @Sendable (ChatSessions, Request) async throws -> Response
    )

    private static let endpoints: [Endpoint] = [
        ("POST", "/user-feedback", { try await $0.giveFeedback($1) }),
        ("GET", "/user-feedback", { try await $0.listFeedback($1) }),
        ("DELETE", "/user-feedback", { try await $0.removeFeedback($1) }),
    ]

    /// Feedback, over HTTP.
    public var routes: [Route] {
        Self.endpoints.map { endpoint in
            Route(endpoint.method, endpoint.path, failures: .string) { request in
                await boundary.respond(failures: .string, requestID: request.requestID) {
                    try await endpoint.answer(self, request)
                }
            }
        }
    }

    // MARK: Where the system is off

    public static func routes(refusing failure: Failure) -> [Route] {
        endpoints.map { Route($0.method, $0.path, failures: .string) { _ in throw failure } }
    }

    public static func operations(refusing failure: Failure) -> SystemOperations {
        SystemOperations(prefix: "", failures: .string, refusing: failure)
    }

    // MARK: Answers

    /// What to say to an operation that does not exist; `nil` for none at all, which prints as the original did.
    @Sendable static func unknownOperation(_ name: String?) -> Failure {
        Failure(.badRequest, "Invalid operation: \((name ?? "None").prefix(100))")
    }

    private func answer(_ name: OperationName, _ operation: Operation) async -> Response {
        await boundary.respond(failures: .string, requestID: operation.requestID) {
            let call = try Call(operation, name, authorization)
            do throws(Failure) {
                return try await perform(name, call)
            } catch {
                throw call.naming(error)
            }
        }
    }

    private func perform(_ name: OperationName, _ call: Call) async throws(Failure) -> Response {
        switch name {
        case .addNewSession: try await addNewSession(call)
        case .addMessage: try await addMessage(call)
        case .getSession: try await getSession(call)
        case .updateSession: try await updateSession(call)
        case .deleteSession: try await deleteSession(call)
        case .listSessions: try await listSessions(call, defaultLimit: 15)
        case .listMoreSessions: try await listSessions(call, defaultLimit: 100)
        case .listAllSessions: try await listAllSessions(call)
        case .assembleChatHistory: try await assembleChatHistory(call)
        case .updateReview: try await updateReview(call)
        case .deleteReview: try await deleteReview(call)
        case .downloadCSV: try await downloadCSV(call)
        }
    }
}
