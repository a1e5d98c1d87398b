import WireFormats

/// Whom requests come from, as Cognito would vouch for it.
public struct HTTPAPIClaims: Sendable, Hashable {
    public var user: String
    public var groups: [String]

    public init(user: String, groups: [String] = []) {
        self.user = user
        self.groups = groups
    }

    /// HTTP API's JWT authorizers turn an array claim into one string, `[A B]`.
    var json: JSON {
        var claims: JSONObject = ["sub": .string(user), "cognito:username": .string(user), "token_use": "id"]
        if !groups.isEmpty { claims["cognito:groups"] = .string("[" + groups.joined(separator: " ") + "]") }
        return .object(claims)
    }
}
