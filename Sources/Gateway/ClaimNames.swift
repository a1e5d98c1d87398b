/// Which claims say who a caller is and what groups the caller is in.
///
/// A name is that of a claim as it stands in the token (`cognito:groups`, `https://example.com/groups`), or a path into it with
/// dots between (`realm_access.roles`). The claim that has the whole name comes first, so that dots in a name do no harm.
public struct ClaimNames: Sendable, Hashable {
    /// In the order in which they are looked for; the first with a text counts.
    public var user: [String]
    /// The groups in all of them count.
    public var groups: [String]
    /// Whether a group's name may have a blank in it. An HTTP API writes the list of `a b` and `c` as `[a b c]`, which is
    /// then no list at all: nobody is in any of its groups.
    ///
    /// It is no question for `cognito:groups`: names of Cognito's groups have no blanks (Cognito API reference, CreateGroup:
    /// `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, read in December 2026).
    public var groupNamesMayHaveBlanks: Bool

    public init(user: [String], groups: [String], groupNamesMayHaveBlanks: Bool = true) {
        self.user = user
        self.groups = groups
        self.groupNamesMayHaveBlanks = groupNamesMayHaveBlanks
    }

    /// Cognito's, and what else names a user where that is missing.
    public static let standard = ClaimNames(
        user: ["cognito:username", "username", "sub", "principalId"], groups: [cognitoGroups])

    static let cognitoGroups = "cognito:groups"
}
