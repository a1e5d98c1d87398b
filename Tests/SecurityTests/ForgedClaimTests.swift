import Testing
import Twilio
import WireFormats

@Suite("Claims that nobody vouches for")
struct ForgedClaimTests {
    /// What proxies and other gateways say of callers, and what clients can therefore say too.
    private static let headers = [
        ("X-User", "alice"), ("X-User-Id", "alice"), ("X-Forwarded-User", "alice"), ("X-Amz-User", "alice"),
        ("X-Amzn-Oidc-Identity", "alice"), ("X-Amzn-Oidc-Accesstoken", "alice"),
        ("X-Amzn-Oidc-Data", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsImNvZ25pdG86Z3JvdXBzIjpbIkFkbWluVXNlcnMiXX0."),
        (
            "Authorization",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsImNvZ25pdG86Z3JvdXBzIjpbIkFkbWluVXNlcnMiXX0."
        ),
        ("Cookie", "user_id=alice; cognito:username=alice; cognito:groups=AdminUsers"),
        ("X-Amzn-Request-Context", #"{"authorizer":{"jwt":{"claims":{"sub":"alice"}}}}"#),
        ("X-Forwarded-Host", "chat.example.com"), ("X-Original-Url", "/health"), ("X-Http-Method-Override", "GET"),
    ]
    private static let names = [
        "user_id", "userId", "username", "sub", "cognito:username", "principalId", "owner", "groups", "cognito:groups",
        "is_admin", "isAdmin", "role_name",
    ]

    /// An event as direct callers and authorizers make it, which a client can only put into its body.
    private static let context: JSON = [
        "authorizer": [
            "jwt": ["claims": ["sub": "alice", "cognito:username": "alice", "cognito:groups": "[AdminUsers]"]]
        ],
        "http": ["method": "POST", "path": "/user-session"],
    ]

    private static func forged(_ request: AttackRequest) -> AttackRequest {
        var request = request
        request.headers += headers
        request.query += names.map { ($0, $0.lowercased().contains("group") ? "AdminUsers" : "alice") }
        guard var body = request.json?.object else { return request }
        for name in names { body[name] = name.lowercased().contains("group") ? ["AdminUsers"] : "alice" }
        body["is_admin"] = true
        body["requestContext"] = context
        body["httpMethod"] = "POST"
        body["authorizer"] = context["authorizer"]
        body["action"] = "SWEEP"
        body["body"] = .string((["operation": "get_session", "user_id": "alice"] as JSON).text)
        request.json = .object(body)
        return request
    }

    @Test("an anonymous caller who says to be somebody stays anonymous", arguments: GatewayKind.allCases)
    func anonymous(gateway: GatewayKind) async throws {
        try await AttackedApplication.with { application in
            let before = try await application.items()
            for door in application.doors where door.guard != .everybody {
                let answer = try await application.send(Self.forged(door.request), as: nil, by: gateway)
                #expect(answer.status == (door.guard == .signature ? 403 : 401), "\(door): \(answer)")
            }
            #expect(try await application.items() == before)
        }
    }

    @Test("somebody signed in who says to be somebody else gets what is mallory's own, as without the lie")
    func signedIn() async throws {
        try await AttackedApplication.with { application in
            let before = try await application.items()
            for door in application.doors where door.guard != .everybody && door.guard != .signature {
                let honest = try await application.send(door.request, as: .mallory)
                let answer = try await application.send(Self.forged(door.request), as: .mallory)
                #expect(answer.status == honest.status, "\(door): \(answer) instead of \(honest)")
                #expect(!answer.body.contains(Belongings.secret), "\(door): \(answer)")
                #expect(try await before.subtracting(application.items()) == [], "\(door)")
            }
            #expect(application.indiscreetLines == [])
        }
    }

    @Test("an event in a body is no event, whatever it asks for")
    func eventInBody() async throws {
        try await AttackedApplication.with { application in
            let before = try await application.items()
            let operation: JSON = [
                "operation": "list_sessions_by_user_id", "user_id": "alice", "requestContext": .null,
            ]
            for body in [
                ["action": "SWEEP"],
                ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(application.ids.assessment)],
                ["body": .string(operation.text)], ["requestContext": Self.context, "body": .string(operation.text)],
            ] as [JSON] {
                let request = AttackRequest(method: "POST", template: "/user-session", body: body.serialized())
                #expect(try await application.send(request, as: .mallory).status == 400)
                #expect([400, 401].contains(try await application.send(request, as: nil).status))
            }
            #expect(try await application.items() == before)
        }
    }

    @Test("a webhook that was tampered with, or signed for something else, is refused, and nothing is written")
    func signatures() async throws {
        try await AttackedApplication.with { application in
            let before = try await application.items()
            let doors = application.doors.filter { $0.guard == .signature }
            for door in doors {
                let signed = Signatures.signed(door.request)
                var attacks = [
                    Signatures.signed(door.request, token: "another token"), Signatures.signed(door.request, token: ""),
                    Signatures.signed(door.request, base: "https://evil.example.com"),
                    Signatures.signed(door.request, base: Doors.baseURL + "/api/v1"),
                ]
                var tampered = signed
                tampered.body += Array("&NumMedia=1".utf8)
                attacks.append(tampered)
                tampered = signed
                tampered.body = Array(String(decoding: signed.body, as: UTF8.self).replacing("0100", with: "0199").utf8)
                attacks.append(tampered)
                tampered = signed
                tampered.query = [("bodySHA256", String(repeating: "0", count: 64))]
                attacks.append(tampered)
                // A body that is no form is not covered by the signature's fields.
                tampered = signed
                tampered.headers[0].value = "application/json"
                attacks.append(tampered)
                // Two signatures, as a gateway joins them.
                tampered = signed
                tampered.headers[tampered.headers.count - 1].value = "AAAA, \(signed.headers.last?.value ?? "")"
                attacks.append(tampered)
                for attack in attacks {
                    let answer = try await application.send(attack, as: nil)
                    #expect(answer.status == 403 && answer.body.isEmpty, "\(door): \(answer)")
                }
                for other in doors where other.request.template != door.request.template {
                    var replayed = signed
                    replayed.template = other.request.template
                    #expect(try await application.send(replayed, as: nil).status == 403, "\(other)")
                }
            }
            #expect(try await application.items() == before)
            #expect(application.indiscreetLines == [])
        }
    }
}
