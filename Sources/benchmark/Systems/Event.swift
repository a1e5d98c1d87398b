import WireFormats

/// Events as API Gateway's HTTP API and direct callers send them.
enum Event {
    /// A request by a user whom an authorizer has found in the token; `nil` for none.
    static func request(
        _ method: String, _ path: String, query: String = "", body: JSON? = nil, as user: String? = "ann",
        group: String = "BasicUsers"
    ) -> JSON {
        var event: JSONObject = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path), "rawQueryString": .string(query),
            "headers": [
                "accept": "application/json", "content-type": "application/json",
                "host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "x-forwarded-for": "203.0.113.24", "x-forwarded-port": "443", "x-forwarded-proto": "https",
            ],
            "isBase64Encoded": false,
        ]
        if let body { event["body"] = .string(body.text) }
        event["requestContext"] = context(method, path, user.map { claims($0, group) })
        return .object(event)
    }

    /// An operation by name, over HTTP.
    static func operation(_ arguments: JSON, as user: String = "ann", group: String = "BasicUsers") -> JSON {
        request("POST", "/user-session", body: arguments, as: user, group: group)
    }

    static func context(_ method: String, _ path: String, _ claims: JSON?) -> JSON {
        var context: JSONObject = [
            "accountId": "123456789012", "apiId": "a1b2c3d4e5", "stage": "$default", "routeKey": "$default",
            "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", "requestId": "Uf02KhXoIAMEb3w=",
            "http": [
                "method": .string(method), "path": .string(path), "protocol": "HTTP/1.1", "sourceIp": "203.0.113.24",
                "userAgent": "Mozilla/5.0",
            ],
            "time": "21/Nov/2026:08:21:40 +0000", "timeEpoch": 1_795_249_300_002,
        ]
        if let claims { context["authorizer"] = ["jwt": ["claims": claims, "scopes": .null]] }
        return .object(context)
    }

    private static func claims(_ user: String, _ group: String) -> JSON {
        [
            "cognito:groups": .string("[\(group)]"), "cognito:username": .string(user), "token_use": "id",
            "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab12Cd34E", "exp": "1795252900",
        ]
    }
}
