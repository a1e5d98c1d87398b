import Gateway
import WireFormats

extension FuzzTarget {
    /// A request that is sent through each kind of gateway arrives as the same.
    static let gateways = FuzzTarget("gateways") { fixtures in
        fixtures.texts.map { [1] + FuzzInput.encoding($0) + [1] + FuzzInput.encoding($0) + FuzzInput.encoding("v") }
            + [[2, 3, 97, 47, 98, 1, 37, 2, 1, 38, 1, 61, 1, 43, 0, 1, 1, 120, 2, 195, 169, 0, 255, 1]]
    } check: { bytes in
        var input = FuzzInput(bytes)
        let sent = SentRequest(&input)
        let received = try sent.events.map { event in
            let decoded: Event
            do {
                decoded = try Event(decoding: event.json.serialized(), invocationID: "invocation")
            } catch let error as EventRejection {
                throw BrokenProperty("\(event.gateway) refuses: \(error.failure.message)")
            }
            guard case .request(let request, _) = decoded else {
                throw BrokenProperty("\(event.gateway)'s event is no request")
            }
            return (gateway: event.gateway, request: ReceivedRequest(request))
        }
        for (gateway, request) in received {
            try require(request == sent.expected, "by \(gateway): \(request), and \(sent.expected) was sent")
        }
    }
}

/// What a client sends.
private struct SentRequest {
    private var method: String
    /// Not encoded.
    private var segments: [String]
    private var query: [(name: String, value: String)]
    private var headers: [(name: String, value: String)]
    private var body: [UInt8]

    init(_ input: inout FuzzInput) {
        method = input.pick(["GET", "POST", "PUT", "DELETE", "PATCH"])
        segments = input.list(atMost: 4) { $0.text() }
        query = Self.unique(input.list(atMost: 4) { ($0.text(), $0.text()) })
        headers = Self.unique(
            input.list(atMost: 4) { ("x-" + PercentEncoding.encode($0.text()).lowercased(), $0.text()) })
        body = Array(input.rest)
    }

    /// Gateways that decode the query group its values by name, so names that come twice lose their place.
    private static func unique(_ pairs: [(String, String)]) -> [(name: String, value: String)] {
        var object = JSONObject()
        for (name, value) in pairs where object[name] == nil { object[name] = .string(value) }
        return object.map { (name: $0.key, value: $0.value.string ?? "") }
    }

    private var path: String { "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/") }

    /// The route of an HTTP API that has a parameter for each segment.
    private var routeKey: String { "\(method) /" + segments.indices.map { "{p\($0)}" }.joined(separator: "/") }

    private var pathParameters: [(String, String)] { segments.enumerated().map { ("p\($0)", $1) } }

    var expected: ReceivedRequest {
        ReceivedRequest(method: method, path: path, query: query, headers: headers, body: body)
    }

    var events: [(gateway: String, json: JSON)] {
        let encodedQuery = query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
        let common: [(String, JSON)] = [("body", .string(Base64.encode(body))), ("isBase64Encoded", true)]
        let old: [(String, JSON)] = common + [("httpMethod", .string(method)), ("path", .string(path))]
        let rest: [(String, JSON)] = [
            ("requestContext", ["stage": "prod"]), ("multiValueQueryStringParameters", Self.lists(query)),
            ("multiValueHeaders", Self.lists(headers)),
        ]
        let balancer: [(String, JSON)] = [
            ("requestContext", ["elb": [:]]), ("queryStringParameters", Self.texts(encodedQuery)),
            ("headers", Self.texts(headers)),
        ]
        let http: [(String, JSON)] = [
            ("version", "2.0"), ("rawPath", .string("/" + segments.joined(separator: "/"))),
            ("routeKey", .string(routeKey)), ("pathParameters", Self.texts(pathParameters)),
            ("rawQueryString", .string(encodedQuery.map { "\($0.0)=\($0.1)" }.joined(separator: "&"))),
            ("headers", Self.texts(headers)),
            ("requestContext", ["stage": "$default", "http": ["method": .string(method)]]),
        ]
        let url: [(String, JSON)] = [
            ("rawPath", .string(path)), ("routeKey", "$default"), ("pathParameters", .null),
            (
                "requestContext",
                [
                    "stage": "$default", "http": ["method": .string(method)],
                    "domainName": "id.lambda-url.us-east-1.on.aws",
                ]
            ),
        ]
        return [
            ("a REST API", .object(JSONObject(old + rest))), ("a load balancer", .object(JSONObject(old + balancer))),
            ("an HTTP API", .object(JSONObject(common + http))),
            ("a function URL", .object(JSONObject(common + http + url))),
        ]
    }

    private static func texts(_ pairs: [(String, String)]) -> JSON {
        .object(JSONObject(pairs.map { ($0.0, .string($0.1)) }))
    }

    private static func lists(_ pairs: [(String, String)]) -> JSON {
        .object(JSONObject(pairs.map { ($0.0, [.string($0.1)]) }))
    }
}

/// What arrives, byte by byte.
private struct ReceivedRequest: Equatable {
    private var method: String
    /// Its segments, decoded.
    private var path: [[UInt8]?]
    private var query: [[[UInt8]]]
    private var headers: [[[UInt8]]]
    private var body: [UInt8]

    init(
        method: String, path: String, query: [(name: String, value: String)],
        headers: [(name: String, value: String)], body: [UInt8]
    ) {
        self.method = method
        self.path = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { PercentEncoding.decode(Substring($0)).map { Array($0.utf8) } }
        self.query = query.map { [Array($0.name.utf8), Array($0.value.utf8)] }
        self.headers = headers.map { [Array($0.name.utf8), Array($0.value.utf8)] }
        self.body = body
    }

    init(_ request: Request) {
        self.init(
            method: request.method, path: request.path, query: request.query,
            headers: request.headers.map { (name: $0.name, value: $0.value) }, body: request.body)
    }
}
