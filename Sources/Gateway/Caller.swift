public import WireFormats

/// Who is asking, worked out once from the event. Claims of an authorizer beat anything in the body.
public enum Caller: Sendable {
    /// An HTTP request whose authorizer vouched for a user.
    case user(id: String, groups: ExactSet)
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
        return groups.contains(group)
    }
}

extension Caller: Hashable {
    /// Users are told apart by the bytes of their ids.
    public static func == (left: Caller, right: Caller) -> Bool {
        switch (left, right) {
        case (.user(let left, let leftGroups), .user(let right, let rightGroups)):
            left.hasSameBytes(as: right) && leftGroups == rightGroups
        case (.anonymous, .anonymous), (.direct, .direct): true
        case (.user, _), (.anonymous, _), (.direct, _): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .user(let id, let groups):
            hasher.combine(ExactText(id))
            hasher.combine(groups)
        case .anonymous: hasher.combine(1)
        case .direct: hasher.combine(2)
        }
    }
}
