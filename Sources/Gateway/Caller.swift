import WireFormats

/// Who is asking, worked out once from the event. Claims of an authorizer beat anything in the body.
public enum Caller: Sendable, Hashable {
    /// An HTTP request whose authorizer vouched for a user.
    case user(id: String, groups: Set<String>)
    /// An HTTP request without an authorizer.
    case anonymous
    /// A direct invocation, protected by IAM: the user that its body names is trusted.
    case direct

    /// The user that an authorizer named.
    public var userID: String? {
        guard case .user(let id, _) = self else { return nil }
        return id
    }

    /// True when the whole name `group`, byte for byte, is among the caller's groups.
    func isMember(of group: String) -> Bool {
        guard case .user(_, let groups) = self else { return false }
        return groups.contains { $0.hasSameBytes(as: group) }
    }
}
