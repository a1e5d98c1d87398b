import Gateway
import WireFormats

/// An operation whose caller is known and may ask for it; reads the arguments that several operations share.
struct Call: Sendable {
    let arguments: Arguments
    let identity: Authorization.Identity
    private let headers: HTTPHeaders

    /// - Throws: 401 for an anonymous caller, 403 for a user where an admin is wanted, 400 for a wrong `user_id`.
    init(_ operation: Operation, _ name: OperationName, _ authorization: Authorization) throws(Failure) {
        arguments = Arguments(operation.arguments)
        headers = operation.headers
        let claimed = try arguments.stringIfPresent("user_id", maximumBytes: Limits.userID)
        identity = try authorization.requiredIdentity(of: operation.caller, claimedUserID: claimed)
        switch name.access {
        case .user(let isNamed):
            if isNamed, identity.userID == nil { throw arguments.invalid("user_id", "is required") }
        case .admin(let isNamed):
            guard identity.isAdmin || identity.isDirect else { throw Self.forbidden }
            if isNamed, identity.userID == nil { throw arguments.invalid("user_id", "is required") }
        }
    }

    static let forbidden = Failure(.forbidden, "Only administrators may do this")

    /// The acting user, where the operation wants one.
    var userID: String {
        get throws(Failure) {
            guard let userID = identity.userID else { throw arguments.invalid("user_id", "is required") }
            return userID
        }
    }

    var sessionID: String {
        get throws(Failure) { try arguments.identifier("session_id") }
    }

    /// What tells one caller's cursors from another's.
    var scope: JSON {
        [.string(identity.userID ?? ""), .bool(identity.isAdmin), .bool(identity.isDirect)]
    }

    // MARK: - Idempotency

    /// The id that the caller chose for its message, here or in the entry.
    func messageID(in entry: Arguments?) throws(Failure) -> String? {
        if let id = try arguments.identifierIfPresent("message_id") { return id }
        return try entry?.identifierIfPresent("message_id")
    }

    /// The caller's name for this request, the same when it sends it again.
    var idempotencyKey: String? {
        get throws(Failure) {
            if let key = try arguments.stringIfPresent("idempotency_key", maximumBytes: Limits.idempotencyKey) {
                return key
            }
            return try headers.idempotencyKey
        }
    }

    /// Of an id that is taken but was not sent: the failure of what it follows from, the caller's idempotency key.
    func naming(_ failure: Failure) -> Failure {
        guard failure == ChatStore.sessionIDTaken || failure == ChatStore.messageIDTaken else { return failure }
        let entry = arguments["new_chat_entry"] ?? arguments["first_chat_entry"]
        let isSent =
            failure == ChatStore.sessionIDTaken
            ? arguments.has("session_id")
            : arguments.has("message_id") || entry?["message_id"].map { !$0.isNull } == true
        guard !isSent else { return failure }
        let name = arguments.has("idempotency_key") ? "idempotency_key" : "Idempotency-Key"
        return Failure(.conflict, "\(name) is already in use for another request")
    }

    /// Where the id of a message that this call stores comes from.
    func identity(ofMessageIn sessionID: String, entry: Arguments?) throws(Failure) -> NewMessage.Identity {
        if let id = try messageID(in: entry) { return .given(id) }
        guard let key = try idempotencyKey else { return .generated }
        return .given(Identifiers.Derived.message(key: key, sessionID: sessionID))
    }
}
