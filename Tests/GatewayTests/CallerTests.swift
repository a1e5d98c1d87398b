import Testing
import WireFormats

@testable import Gateway

@Suite("Callers")
struct CallerTests {
    @Test("callers whose ids or groups only look the same are two")
    func comparesBytes() {
        #expect(Self.user("\u{E9}") != Self.user("e\u{301}"))
        #expect(Self.user("a", ["K"]) != Self.user("a", ["\u{212A}"]))
        #expect(!Self.user("a", ["\u{212A}"]).isMember(of: "K"))
        #expect(Set([Self.user("\u{E9}"), Self.user("e\u{301}"), .anonymous, .direct]).count == 4)
    }

    private static func http(_ authorizer: JSON) -> JSONObject {
        EventFixtures.http.with("requestContext", "authorizer", value: authorizer)
    }

    private static func rest(_ authorizer: JSON?) -> JSONObject {
        EventFixtures.rest.with("requestContext", "authorizer", value: authorizer)
    }

    private static func user(_ id: String, _ groups: ExactSet = []) -> Caller { .user(id: id, groups: groups) }

    @Test(
        "the user is whom the authorizer names",
        arguments: [
            (http(["jwt": ["claims": ["cognito:username": "a", "username": "b", "sub": "c"]]]), user("a")),
            (http(["jwt": ["claims": ["username": "b", "sub": "c"]]]), user("b")),
            (http(["jwt": ["claims": ["sub": "c"]]]), user("c")),
            (http(["jwt": ["claims": ["cognito:username": "", "username": nil, "sub": "c"]]]), user("c")),
            (http(["lambda": ["sub": "c", "principalId": "d", "cognito:groups": ["Staff"]]]), user("c", ["Staff"])),
            (http(["lambda": ["principalId": "d"]]), user("d")),
            (
                http(["iam": ["userId": "AROA:session", "cognitoIdentity": ["identityId": "us-east-1:1"]]]),
                user("us-east-1:1")
            ),
            (http(["iam": ["userId": "AROA:session", "cognitoIdentity": nil]]), user("AROA:session")),
            (rest(["claims": ["sub": "c", "cognito:groups": "Staff"]]), user("c", ["Staff"])),
            (rest(["principalId": "d", "username": "b", "integrationLatency": 4]), user("b")),
            (rest(["principalId": "d", "cognito:groups": #"["Staff","x,y"]"#]), user("d", ["Staff", "x,y"])),
            (rest(["principalId": "d", "claims": "text of an authorizer's own"]), user("d")),
            (rest(nil).with("requestContext", "identity", value: ["user": "AIDA", "userArn": "arn"]), user("AIDA")),
            (
                rest(nil).with(
                    "requestContext", "identity", value: ["user": "AROA:x", "cognitoIdentityId": "us-east-1:1"]),
                user("us-east-1:1")
            ),
        ])
    func users(event: JSONObject, caller: Caller) {
        #expect(DecodedEvent(event).caller == caller)
    }

    @Test(
        "nobody vouched for is anonymous",
        arguments: [
            http(nil), http([:]), http(["jwt": nil]), http(["jwt": ["claims": nil]]), http(["jwt": ["claims": [:]]]),
            http(["lambda": nil]), http(["lambda": [:]]), http(["iam": [:]]), rest(nil), rest([:]),
            rest(["claims": [:]]),
            rest(["integrationLatency": 3]), rest(["principalId": ""]),
        ])
    func anonymous(event: JSONObject) {
        #expect(DecodedEvent(event).caller == .anonymous)
    }

    @Test("a REST event's claims are not where an HTTP API has them, nor the other way round")
    func formsDoNotMix() {
        #expect(DecodedEvent(Self.http(["claims": ["sub": "x"]])).caller == .anonymous)
        #expect(DecodedEvent(Self.rest(["jwt": ["claims": ["sub": "x"]]])).caller == .anonymous)
    }

    @Test("headers vouch for nobody, a load balancer's unverified ones included")
    func headersAreNotBelieved() {
        #expect(DecodedEvent(EventFixtures.loadBalancer).caller == .anonymous)
        let forged = EventFixtures.loadBalancer.with(
            "requestContext", "authorizer", value: ["claims": ["sub": "mallory"]])
        #expect(DecodedEvent(forged).caller == .anonymous)
    }

    @Test(
        "groups are read from a list and from every form it is flattened to",
        arguments: [
            (["a", "b"], ["a", "b"]), (["a,b", "[c d]"], ["a,b", "[c d]"]), ("[a b]", ["a", "b"]), ("[a]", ["a"]),
            ("[]", []), ("a,b", ["a", "b"]), ("a, b ,", ["a", "b"]), ("a", ["a"]), ("", []), (nil, []),
            (#"["a","b c"]"#, ["a", "b c"]), ("[x,AdminUsers]", ["x,AdminUsers"]), ("[1]", ["1"]), ("[", ["["]),
            ("[\u{301}a b]", ["\u{301}a", "b"]),
        ] as [(JSON, ExactSet)])
    func groups(claim: JSON, expected: ExactSet) {
        let event = Self.http(["jwt": ["claims": ["sub": "c", "cognito:groups": claim]]])
        #expect(DecodedEvent(event).caller == .user(id: "c", groups: expected))
    }

    @Test(
        "membership is of the whole name",
        arguments: [
            ("[NotAdminUsers]", false), ("[AdminUsersToo]", false), ("[Admin Users]", false), ("[adminusers]", false),
            ("[x,AdminUsers]", false), ("AdminUsers", true), ("[BasicUsers AdminUsers]", true),
            ("Basic,AdminUsers", true),
        ])
    func membership(claim: String, isMember: Bool) {
        let event = Self.http(["jwt": ["claims": ["sub": "c", "cognito:groups": .string(claim)]]])
        #expect(DecodedEvent(event).caller?.isMember(of: "AdminUsers") == isMember)
    }

    // MARK: - Claims of other providers

    private static func caller(_ claims: JSON, _ names: ClaimNames, isHTTP: Bool = true) -> Caller? {
        let event = isHTTP ? http(["jwt": ["claims": claims]]) : rest(claims)
        guard
            case .request(let request, _)? = try? Event(
                decoding: event.serialized(), invocationID: "", claims: names)
        else { return nil }
        return request.caller
    }

    private static func names(_ groups: String..., isPlain: Bool = false) -> ClaimNames {
        ClaimNames(user: ["sub"], groups: groups, groupNamesMayHaveBlanks: !isPlain)
    }

    @Test(
        "groups are in the claim that is named, with dots for one inside another",
        arguments: [
            (["groups": ["a b", "c"]], ["groups"], ["a b", "c"]),
            (["realm_access": ["roles": ["a", "b"]]], ["realm_access.roles"], ["a", "b"]),
            (["https://example.com/groups": ["a"]], ["https://example.com/groups"], ["a"]),
            (["a.b": ["x"], "a": ["b": ["y"]]], ["a.b"], ["x"]),
            (["resource_access": ["my.client": ["roles": ["x"]]]], ["resource_access.my.client.roles"], ["x"]),
            (["https://example.com/app": ["groups": ["x"]]], ["https://example.com/app.groups"], ["x"]),
            (["realm_access": #"{"roles":["a b"]}"#], ["realm_access.roles"], ["a b"]),
            (["roles": ["a"], "groups": ["b", "a"]], ["roles", "groups"], ["a", "b"]),
            (["cognito:groups": ["a"]], ["groups"], []), (["realm_access": ["roles": nil]], ["realm_access.roles"], []),
            (["realm_access": []], ["realm_access.roles"], []), (["x": ["a"]], ["."], []),
        ] as [(JSONObject, [String], ExactSet)])
    func namedGroups(claims: JSONObject, groups: [String], expected: ExactSet) {
        let claims = JSON.object(claims.with("sub", value: "c"))
        let names = ClaimNames(user: ["sub"], groups: groups)
        #expect(Self.caller(claims, names) == .user(id: "c", groups: expected))
    }

    @Test(
        "of a text that a gateway has made, nobody is in a group that is a fragment of it",
        arguments: [
            ("[Team AdminUsers]", []), ("[AdminUsers]", ["AdminUsers"]), ("[]", []), ("AdminUsers", ["AdminUsers"]),
            ("Team AdminUsers", ["Team AdminUsers"]), ("Team,AdminUsers", ["Team,AdminUsers"]),
            (#"["Team AdminUsers","b"]"#, ["Team AdminUsers", "b"]), ("", []),
        ] as [(JSON, ExactSet)])
    func ambiguousGroups(claim: JSON, expected: ExactSet) {
        #expect(
            Self.caller(["sub": "c", "groups": claim], Self.names("groups")) == .user(id: "c", groups: expected))
        #expect(
            Self.caller(["sub": "c", "groups": claim], Self.names("groups"), isHTTP: false)
                == .user(id: "c", groups: expected))
    }

    @Test(
        "an object that an HTTP API has made a text of is read where that needs no guess",
        arguments: [
            ("map[roles:[AdminUsers]]", ["AdminUsers"], ["AdminUsers"]),
            ("map[roles:[Team AdminUsers]]", [], ["Team", "AdminUsers"]),
            ("map[other:[x] roles:[a b]]", [], ["a", "b"]), ("map[roles:[]]", [], []),
            ("map[x:map[roles:[a]]]", [], []), ("map[roles:[a]", [], []), ("map[roles:[a]]]", [], []),
            ("map[roles:a]", ["a"], ["a"]), ("map[]", [], []), ("roles:[a]", [], []),
            ("map[roles:[a] roles:[b]]", [], []), ("map[roles:[a[b]]", [], []),
        ] as [(JSON, ExactSet, ExactSet)])
    func flattenedObjects(claim: JSON, strict: ExactSet, plain: ExactSet) {
        let claims: JSON = ["sub": "c", "realm_access": claim]
        #expect(Self.caller(claims, Self.names("realm_access.roles")) == .user(id: "c", groups: strict))
        #expect(Self.caller(claims, Self.names("realm_access.roles", isPlain: true)) == .user(id: "c", groups: plain))
    }

    @Test("groups whose names have no blanks are read as Cognito's, whose names have none either")
    func groupsWithoutBlanks() {
        for claim in ["[a b]", "a,b", #"["a","b"]"#] as [JSON] {
            #expect(
                Self.caller(["sub": "c", "groups": claim], Self.names("groups", isPlain: true))
                    == .user(id: "c", groups: ["a", "b"]))
            #expect(
                Self.caller(["sub": "c", "cognito:groups": claim], Self.names("cognito:groups"))
                    == .user(id: "c", groups: ["a", "b"]))
        }
    }

    @Test("a map within maps is not followed without end")
    func deepClaim() {
        let text = String(repeating: "map[a:", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(
            Self.caller(["sub": "c", "a": .string(text)], Self.names("a.a", isPlain: true))
                == .user(id: "c", groups: []))
    }

    @Test("the user is in the first claim of those that are named")
    func namedUser() {
        let claims: JSON = ["sub": "c", "oid": "o", "identity": ["id": "i"], "empty": ""]
        func user(_ names: String...) -> String? {
            Self.caller(claims, ClaimNames(user: names, groups: []))?.userID
        }
        #expect(user("oid", "sub") == "o" && user("missing", "empty", "sub") == "c")
        #expect(user("identity.id") == "i" && user("missing") == nil)
    }

    @Test(
        "a claim of the wrong type is refused by its name",
        arguments: [["groups": 7], ["groups": ["a", 1]], ["oid": 1]] as [JSON])
    func wrongClaims(claims: JSON) {
        let event = Self.http(["jwt": ["claims": claims.object.map { .object($0.with("sub", value: "c")) } ?? .null]])
        let rejection = #expect(throws: EventRejection.self) {
            try Event(
                decoding: event.serialized(), invocationID: "",
                claims: ClaimNames(user: ["oid", "sub"], groups: ["groups"]))
        }
        let name = claims.object?.keys.first ?? ""
        #expect(rejection?.failure.kind == .invalid(field: "requestContext.authorizer.jwt.claims.\(name)"))
    }

    @Test("a group whose name only looks the same is another")
    func membershipByBytes() {
        #expect(!Caller.user(id: "c", groups: ["\u{212A}eepers"]).isMember(of: "Keepers"))
        #expect(!Caller.anonymous.isMember(of: "Keepers") && !Caller.direct.isMember(of: "Keepers"))
    }

    @Test("only a user has an id")
    func userID() {
        #expect([Caller.user(id: "c", groups: []), .anonymous, .direct].map(\.userID) == ["c", nil, nil])
    }
}
