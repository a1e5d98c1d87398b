import WireFormats

extension Caller {
    /// The caller that a gateway's authorizer vouches for.
    ///
    /// - JWT (HTTP API) and Cognito (REST API): the user and the groups are in the claims that `names` says; by default the
    ///   user is `cognito:username`, else `username`, else `sub`, and the groups are in `cognito:groups`.
    /// - Lambda authorizers: the same names among what the authorizer returned, by default `principalId` at last.
    /// - IAM: the Cognito identity when there is one, else the caller's unique id (`AROA…:session`), which unlike an ARN is
    ///   never given away again. No groups. It is a user like others, not a direct caller: the body is not believed.
    /// - A load balancer's `x-amzn-oidc-*` headers are signed but not verified here, and reach the function from anyone who
    ///   can reach the load balancer's other rules. They are not believed: anonymous.
    ///
    /// - Throws: ``Failure/Kind/invalid(field:)`` when a member has a type that no gateway writes.
    init(context: EventMembers, encoding: ResponseEncoding, names: ClaimNames) throws(Failure) {
        switch encoding {
        case .loadBalancer, .direct:
            self = .anonymous
        case .http:
            let authorizer = try context.members("authorizer")
            if let claims = try authorizer?.members("jwt")?.members("claims") {
                self = try Self(claims: claims, names)
            } else if let members = try authorizer?.members("lambda") {
                self = try Self(claims: members, names)
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
                self = try Self(claims: isCognito ? authorizer.members("claims") ?? authorizer : authorizer, names)
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

    private init(claims: EventMembers, _ names: ClaimNames) throws(Failure) {
        for name in names.user {
            guard let value = Self.claim(name, in: claims.object) else { continue }
            guard let id = value.string else { throw claims.wrong(name, "must be a string, not \(value.kind)") }
            guard !id.isEmpty else { continue }
            self = .user(id: id, groups: try Self.groups(claims, names))
            return
        }
        self = .anonymous
    }

    private static func groups(_ claims: EventMembers, _ names: ClaimNames) throws(Failure) -> ExactSet {
        var groups: ExactSet = []
        for name in names.groups {
            let mayHaveBlanks = names.groupNamesMayHaveBlanks && !name.hasSameBytes(as: ClaimNames.cognitoGroups)
            guard let value = claim(name, in: claims.object, mayHaveBlanks: mayHaveBlanks) else { continue }
            switch value {
            case .string(let text):
                groups.formUnion(ClaimText(text: text, mayHaveBlanks: mayHaveBlanks).names)
            case .array(let elements) where elements.allSatisfy({ $0.string != nil }):
                groups.formUnion(elements.compactMap(\.string))
            default:
                throw claims.wrong(name, "must be an array of strings")
            }
        }
        return groups
    }

    /// The claim that has the whole name, else what the path leads to, whichever of its dots are part of names.
    private static func claim(_ name: String, in claims: JSONObject, mayHaveBlanks: Bool = true) -> JSON? {
        if let value = claims[name], !value.isNull { return value }
        for dot in name.utf8.indices where name.utf8[dot] == UInt8(ascii: ".") {
            let object: JSONObject? =
                switch claims[String(name[..<dot])] {
                case .object(let object): object
                case .string(let text): ClaimText(text: text, mayHaveBlanks: mayHaveBlanks).object
                default: nil
                }
            let rest = String(name[name.utf8.index(after: dot)...])
            if let object, let value = claim(rest, in: object, mayHaveBlanks: mayHaveBlanks) { return value }
        }
        return nil
    }
}
