import WireFormats

/// Whom an authorizer vouches for.
struct Person: Sendable {
    var id: String
    /// As the authorizer writes the claim of groups.
    var groups: JSON?
    var groupsClaim = "cognito:groups"

    static let alice = Person(id: "alice")
    static let mallory = Person(id: "mallory")
    static let ada = Person(id: "ada", groups: "[AdminUsers]")
    static let sam = Person(id: "sam", groups: "[Staff]")

    var claims: JSON {
        var claims: JSONObject = ["sub": .string(id), "cognito:username": .string(id)]
        claims[groupsClaim] = groups
        return .object(claims)
    }
}
