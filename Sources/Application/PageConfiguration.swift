import Gateway
import WireFormats

/// `GET /api/config`: what the page has to know before anybody has signed in, and who has, where that is known.
/// `GET /api/user`: who has signed in. A route of its own, because API Gateway looks at tokens only where it requires one.
struct PageConfiguration: Sendable {
    let signIn: Configuration.SignIn?
    let authorization: Authorization
    /// Names of the systems, and whether they are on.
    let systems: [(name: String, isOn: Bool)]

    var routes: [Route] { [configuration, user] }

    private var configuration: Route {
        Route("GET", "/api/config", failures: .detail) { request in
            .json(
                [
                    "sign_in": signIn.map { ["issuer": .string($0.issuer), "client_id": .string($0.clientID)] }
                        ?? .null,
                    "systems": .object(JSONObject(systems.map { ($0.name, .bool($0.isOn)) })),
                    "user": user(request.caller) ?? .null,
                ], headers: ["Cache-Control": "no-store"])
        }
    }

    private var user: Route {
        Route("GET", "/api/user", failures: .detail) { request in
            guard let user = user(request.caller) else { throw Failure.unauthenticated }
            return .json(user, headers: ["Cache-Control": "no-store"])
        }
    }

    private func user(_ caller: Caller) -> JSON? {
        guard let identity = authorization.identity(of: caller, claimedUserID: nil), let id = identity.userID else {
            return nil
        }
        var groups: ExactSet = []
        if case .user(_, let named) = caller { groups = named }
        return [
            "id": .string(id), "groups": .array(groups.sorted().map(JSON.string)), "is_admin": .bool(identity.isAdmin),
            "is_staff": .bool(identity.isStaff),
        ]
    }
}
