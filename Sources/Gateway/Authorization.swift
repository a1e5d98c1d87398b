import WireFormats

/// The rule for who may do what, the same on every route of every system.
public struct Authorization: Sendable {
    public enum Mode: String, Sendable, CaseIterable {
        /// HTTP callers need an authorizer's claims.
        case required
        /// Anonymous HTTP callers share one local identity, ``Authorization/localUserID``.
        case open
    }

    /// Whom a request acts for.
    public struct Identity: Sendable, Hashable {
        /// The acting user; `nil` for a direct caller that names none.
        public var userID: String?
        public var isAdmin: Bool
        public var isStaff: Bool
        /// A direct invocation, protected by IAM.
        public var isDirect: Bool

        public init(userID: String?, isAdmin: Bool, isStaff: Bool, isDirect: Bool) {
            self.userID = userID
            self.isAdmin = isAdmin
            self.isStaff = isStaff
            self.isDirect = isDirect
        }

        /// One's own object, an admin, or a direct caller: whoever names a user may only reach that user's objects.
        ///
        /// An object that this refuses is answered exactly as a missing one.
        public func mayAccess(objectOf owner: String) -> Bool {
            if isAdmin || (isDirect && userID == nil) { return true }
            return userID?.hasSameBytes(as: owner) ?? false
        }
    }

    static let localUserID = "local"

    /// Of a user's id, in bytes: what a partition key takes (DynamoDB: "Service quotas, Partition key length").
    public static let maximumUserID = 2048

    public let mode: Mode
    public let adminGroup: String
    public let staffGroup: String

    public init(mode: Mode, adminGroup: String = "AdminUsers", staffGroup: String = "Staff") {
        self.mode = mode
        self.adminGroup = adminGroup
        self.staffGroup = staffGroup
    }

    /// The identity behind a caller.
    ///
    /// - Parameter claimedUserID: the `user_id` of the body; only a direct caller is believed.
    /// - Returns: `nil` when the caller is anonymous and that is not enough: answer 401.
    public func identity(of caller: Caller, claimedUserID: String?) -> Identity? {
        switch caller {
        case .user(let id, _):
            Identity(
                userID: id, isAdmin: caller.isMember(of: adminGroup), isStaff: caller.isMember(of: staffGroup),
                isDirect: false)
        case .direct:
            Identity(userID: claimedUserID, isAdmin: false, isStaff: false, isDirect: true)
        case .anonymous where mode == .open:
            Identity(userID: Self.localUserID, isAdmin: false, isStaff: false, isDirect: false)
        case .anonymous:
            nil
        }
    }

    /// The same for what nobody may do without one.
    ///
    /// - Throws: ``Failure/unauthenticated``; ``Failure/Kind/invalid(field:)`` for `user_id` when the user's id is longer than
    ///   ``maximumUserID``, whether it is a claim or comes from the body.
    public func requiredIdentity(of caller: Caller, claimedUserID: String? = nil) throws(Failure) -> Identity {
        guard let identity = identity(of: caller, claimedUserID: claimedUserID) else { throw .unauthenticated }
        if let length = identity.userID?.utf8.count, length > Self.maximumUserID {
            throw Failure(
                .invalid(field: "user_id"),
                "user_id must be at most \(Self.maximumUserID) bytes long, and the one signed in with has \(length)")
        }
        return identity
    }
}
