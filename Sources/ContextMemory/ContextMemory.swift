public import Gateway
import HTTPTransport
import SystemSupport
import WireFormats

/// System 003: conversation context for retrieval-augmented generation.
///
/// It answers the operations of the original's `SessionManager` by name, under the prefix `memory.`, and its routes `POST
/// /session` and `POST /query`. What they do is ``ConversationMemory``, which other Swift programs use as it is.
///
/// A direct caller that names no user, and anonymous callers where `AUTH_MODE` is open, have the original's plain ids.
/// Whoever is signed in, or named by a direct caller as `user_id`, has an id space of their own.
public struct ContextMemory: Sendable {
    static let operationPrefix = "memory."

    private let memory: ConversationMemory
    private let authorization: Authorization
    private let table: TableContextStore?

    /// - Parameter table: the store, where it is one that has to be swept.
    public init(memory: ConversationMemory, authorization: Authorization, sweeping table: TableContextStore? = nil) {
        self.memory = memory
        self.authorization = authorization
        self.table = table
    }

    public var operations: SystemOperations {
        var handlers: [String: OperationHandler] = [:]
        for name in MemoryOperation.allCases {
            handlers[Self.operationPrefix + name.rawValue] = { operation in
                let arguments = Arguments(operation.arguments)
                let claimed = try arguments.stringIfPresent("user_id", maximumBytes: .max, allowsEmpty: true)
                let memory = try memory(of: operation.caller, claimed)
                var response = Response.json(try await perform(name, arguments, memory))
                response.isBareForDirectCallers = true
                return response
            }
        }
        return SystemOperations(prefix: Self.operationPrefix, failures: .namedField, handlers: handlers)
    }

    private typealias Endpoint = (
        method: String, path: String, answer: @Sendable (ContextMemory, Request) async throws -> Response
    )

    private static let endpoints: [Endpoint] = [
        ("POST", "/session", { try await $0.createSession($1) }),
        ("POST", "/query", { try await $0.query($1) }),
    ]

    public var routes: [Route] {
        Self.endpoints.map { endpoint in
            Route(endpoint.method, endpoint.path, failures: .namedField) { try await endpoint.answer(self, $0) }
        }
    }

    public var actions: [String: ActionHandler] {
        guard let table else { return [:] }
        return [
            // Removes what has been cleared or has expired. Redis does that itself.
            ScheduledAction.sweep: { _ in
                let end = InvocationScope.deadline.map { $0 - .seconds(10) }
                let removed = try await table.removeWhatIsDue { end.map { .now > $0 } ?? false }
                return ["removed_context_sessions": .number(JSONNumber(removed))]
            }
        ]
    }

    // MARK: Where the system is off

    public static func routes(refusing failure: Failure) -> [Route] {
        endpoints.map { Route($0.method, $0.path, failures: .namedField) { _ in throw failure } }
    }

    public static func operations(refusing failure: Failure) -> SystemOperations {
        SystemOperations(prefix: operationPrefix, failures: .namedField, refusing: failure)
    }

    // MARK: Whose sessions

    /// - Parameter claimedUserID: the `user_id` of the arguments; only a direct caller is believed.
    /// - Throws: 401 for an anonymous caller where that is not enough.
    func memory(of caller: Caller, _ claimedUserID: String?) throws(Failure) -> ConversationMemory {
        guard authorization.identity(of: caller, claimedUserID: claimedUserID) != nil else { throw .unauthenticated }
        let owner: String? =
            switch caller {
            case .user(let id, _): id
            case .direct: claimedUserID
            case .anonymous: nil
            }
        guard let owner else { return memory }
        return try memory.scoped(to: owner)
    }
}
