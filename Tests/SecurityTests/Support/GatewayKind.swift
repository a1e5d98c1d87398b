import WireFormats

/// What brings requests to the function.
enum GatewayKind: CaseIterable, Sendable {
    /// An HTTP API with a route for each of ours: payload 2.0, its path decoded.
    case http
    /// A function URL: payload 2.0.
    case functionURL
    /// A REST API: payload 1.0.
    case rest
    case loadBalancer

    func event(_ request: AttackRequest, from person: Person?) -> JSON {
        let text = String(validating: request.body, as: UTF8.self)
        var event: JSONObject = [
            "body": request.body.isEmpty ? .null : .string(text ?? Base64.encode(request.body)),
            "isBase64Encoded": .bool(text == nil),
        ]
        let fields = request.headers.map { ($0.name, JSON.string($0.value)) }
        let query = request.query.map { ($0.name, JSON.string($0.value)) }
        switch self {
        case .http, .functionURL:
            let domain = self == .http ? "id.execute-api.us-east-1.amazonaws.com" : "id.lambda-url.us-east-1.on.aws"
            let path = self == .http ? PercentEncoding.decode(request.path) ?? request.path : request.path
            var context: JSONObject = [
                "requestId": "http-1", "stage": "$default", "domainName": .string(domain),
                "http": ["method": .string(request.method), "path": .string(path)],
            ]
            if let person { context["authorizer"] = ["jwt": ["claims": person.claims, "scopes": nil]] }
            event["version"] = "2.0"
            event["routeKey"] = "$default"
            if self == .http {
                event["routeKey"] = .string("\(request.method) \(request.template)")
                event["pathParameters"] = .object(JSONObject(request.parameters.map { ($0.key, .string($0.value)) }))
            }
            event["rawPath"] = .string(path)
            event["rawQueryString"] = .string(request.rawQuery)
            event["headers"] = .object(JSONObject(fields.map { ($0.0.lowercased(), $0.1) }))
            event["requestContext"] = .object(context)
        case .rest:
            var context: JSONObject = ["requestId": "rest-1", "stage": "prod", "identity": ["sourceIp": "192.0.2.1"]]
            if let person { context["authorizer"] = ["claims": person.claims] }
            event["httpMethod"] = .string(request.method)
            event["path"] = .string(request.path)
            event["multiValueHeaders"] = .object(JSONObject(fields.map { ($0.0, [$0.1]) }))
            event["multiValueQueryStringParameters"] = .object(JSONObject(query.map { ($0.0, [$0.1]) }))
            event["requestContext"] = .object(context)
        case .loadBalancer:
            event["httpMethod"] = .string(request.method)
            event["path"] = .string(request.path)
            event["headers"] = .object(JSONObject(fields.map { ($0.0.lowercased(), $0.1) }))
            event["queryStringParameters"] = .object(
                JSONObject(request.query.map { ($0.name, .string(PercentEncoding.encode($0.value))) }))
            event["requestContext"] = ["elb": ["targetGroupArn": "arn"]]
        }
        return .object(event)
    }
}
