import WireFormats

extension Caller {
    /// The caller that a gateway's authorizer vouches for.
    ///
    /// - JWT (HTTP API) and Cognito (REST API): the user is the claim `cognito:username`, else `username`, else `sub`; the
    ///   groups are in `cognito:groups`.
    /// - Lambda authorizers: the same names among what the authorizer returned, then its `principalId`.
    /// - IAM: the Cognito identity when there is one, else the caller's unique id (`AROA…:session`), which unlike an ARN is
    ///   never given away again. No groups. It is a user like others, not a direct caller: the body is not believed.
    /// - A load balancer's `x-amzn-oidc-*` headers are signed but not verified here, and reach the function from anyone who
    ///   can reach the load balancer's other rules. They are not believed: anonymous.
    ///
    /// - Throws: ``Failure/Kind/invalid(field:)`` when a member has a type that no gateway writes.
    init(context: EventMembers, encoding: ResponseEncoding) throws(Failure) {
        switch encoding {
        case .loadBalancer, .direct:
            self = .anonymous
        case .http:
            let authorizer = try context.members("authorizer")
            if let claims = try authorizer?.members("jwt")?.members("claims") {
                self = try Self(claims: claims)
            } else if let members = try authorizer?.members("lambda") {
                self = try Self(claims: members)
            } else if let iam = try authorizer?.members("iam") {
                let identity = try iam.members("cognitoIdentity")?.string("identityId")
                let userID = try iam.string("userId")
                self = Self(principal: identity ?? userID)
            } else {
                self = .anonymous
            }
        case .rest:
            if let authorizer = try context.members("authorizer") {
                // A Lambda authorizer's map is flat: only Cognito's `claims` is an object.
                let isCognito = authorizer.value("claims")?.object != nil
                self = try Self(claims: isCognito ? authorizer.members("claims") ?? authorizer : authorizer)
            } else if let identity = try context.members("identity") {
                let cognitoIdentity = try identity.string("cognitoIdentityId")
                let userID = try identity.string("user")
                self = Self(principal: cognitoIdentity ?? userID)
            } else {
                self = .anonymous
            }
        }
    }

    private init(principal: String?) {
        guard let principal, !principal.isEmpty else {
            self = .anonymous
            return
        }
        self = .user(id: principal, groups: [])
    }

    private init(claims: EventMembers) throws(Failure) {
        for name in ["cognito:username", "username", "sub", "principalId"] {
            guard let id = try claims.string(name), !id.isEmpty else { continue }
            self = .user(id: id, groups: try Self.groups(claims))
            return
        }
        self = .anonymous
    }

    private static func groups(_ claims: EventMembers) throws(Failure) -> Set<String> {
        guard let value = claims.value("cognito:groups") else { return [] }
        if let text = value.string { return Set(groups(in: text)) }
        return Set(try claims.strings("cognito:groups") ?? [])
    }

    /// The names in a claim that a gateway has flattened to text: `[a b]` (HTTP API), `a,b` (REST API), or a JSON array
    /// (a Lambda authorizer, whose values have to be text). By bytes: as a character, `[` with a combining accent behind it
    /// would be no `[`.
    private static func groups(in text: String) -> [String] {
        let bytes = text.utf8
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else {
            return bytes.split(separator: UInt8(ascii: ",")).compactMap(trimmed)
        }
        if let names = (try? JSON(parsing: text))?.array {
            let strings = names.compactMap(\.string)
            if strings.count == names.count { return strings }
        }
        return bytes.dropFirst().dropLast().split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String? {
        let start = text.drop { $0 == UInt8(ascii: " ") }
        guard let last = start.lastIndex(where: { $0 != UInt8(ascii: " ") }) else { return nil }
        return String(Substring(start[...last]))
    }
}
