import Testing
import WireFormats

@testable import Gateway

@Suite("Callers")
struct CallerTests {
    private static func http(_ authorizer: JSON) -> JSONObject {
        EventFixtures.http.with("requestContext", "authorizer", value: authorizer)
    }

    private static func rest(_ authorizer: JSON?) -> JSONObject {
        EventFixtures.rest.with("requestContext", "authorizer", value: authorizer)
    }

    private static func user(_ id: String, _ groups: Set<String> = []) -> Caller { .user(id: id, groups: groups) }

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
        ] as [(JSON, Set<String>)])
    func groups(claim: JSON, expected: Set<String>) {
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
