import WireFormats

/// The event of an HTTP request: a REST API's (payload 1.0), an HTTP API's or function URL's (2.0), a load balancer's.
///
/// Shapes: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
struct HTTPEvent {
    /// Told from the event's shape, so that even a broken event is answered in the form its gateway reads.
    let encoding: ResponseEncoding
    private let event: EventMembers

    init(_ event: JSONObject) {
        self.event = EventMembers(event)
        let context = event["requestContext"]
        if context?["elb"] != nil {
            encoding = .loadBalancer(multiValueHeaders: event["multiValueHeaders"]?.object != nil)
        } else if event["version"]?.string == "2.0" || context?["http"] != nil {
            encoding = .http
        } else {
            encoding = .rest
        }
    }

    func request(invocationID: String, maximumBodySize: Int, claims: ClaimNames) throws(Failure) -> Request {
        let context = try event.members("requestContext") ?? EventMembers([:], prefix: "requestContext.")
        let method = try method(context).uppercased()
        let path = try path(context)
        var request = Request(
            method: method, path: path.text, target: try target(context),
            query: try query(), headers: try headers(), body: try body(maximumSize: maximumBodySize),
            caller: try Caller(context: context, encoding: encoding, names: claims),
            requestID: try context.string("requestId") ?? invocationID)
        request.pathOrigin = path.origin
        return request
    }

    /// The request's `Origin`, also of an event that is otherwise refused; `nil` when there is none to be read.
    var origin: String? { (try? headers())?["Origin"] }

    /// The request's path, likewise.
    var path: String? {
        guard let context = try? event.members("requestContext") ?? EventMembers([:]) else { return nil }
        return try? path(context).text
    }

    private func method(_ context: EventMembers) throws(Failure) -> String {
        guard encoding == .http else { return try event.requiredString("httpMethod") }
        return try (context.members("http") ?? EventMembers([:], prefix: "requestContext.http."))
            .requiredString("method")
    }

    // MARK: - Path

    /// The path, percent-encoded, without the stage and what else the gateway's own route says is no part of it.
    ///
    /// REST APIs, function URLs and load balancers pass the path on as it was sent. HTTP APIs decode it first, in `rawPath`
    /// (payload 2.0) and in `path` (1.0) alike, so that a slash in a segment cannot be told from one between segments there;
    /// only `pathParameters`, decoded as well, still say what a route's parameters are. Seen in events that
    /// https://github.com/hotsock/voker/tree/main/vokerhttp/testdata recorded of all four in July 2026.
    private func path(_ context: EventMembers) throws(Failure) -> (text: String, origin: PathOrigin) {
        let member = encoding == .http ? "rawPath" : "path"
        let path = try event.requiredString(member)
        guard path.utf8.first == UInt8(ascii: "/") else { throw event.wrong(member, "must begin with /") }
        var origin = PathOrigin(isMatchedByGateway: false, isDecoded: try isDecoded(context))
        guard let template = try template() else {
            let rest = try stage(context).map { MountedPath(path).removing(prefix: $0) } ?? path
            return (origin.isDecoded ? MountedPath.encoding(rest) : rest, origin)
        }
        let parameters = try event.pairs("pathParameters") ?? []
        let hasParameters = template.utf8.contains(UInt8(ascii: "{"))
        if !hasParameters, path.hasSameBytes(as: template) {
            origin.isMatchedByGateway = true
            return (origin.isDecoded ? MountedPath.encoding(path) : path, origin)
        }
        let values = Dictionary(parameters) { first, _ in first }
        if origin.isDecoded, hasParameters,
            let filled = MountedPath.filling(template: template, values: values)
        {
            origin = PathOrigin(isMatchedByGateway: true, isDecoded: template.hasByteSuffix("+}"))
            return (filled, origin)
        }
        let rest = MountedPath(path).removingPrefix(template: template, values: values)
        origin.isMatchedByGateway = rest != nil
        return (origin.isDecoded ? MountedPath.encoding(rest ?? path) : rest ?? path, origin)
    }

    /// The path of the gateway's route: `/session/{id}`, `/{proxy+}`; `nil` for `$default` and where there are no routes.
    private func template() throws(Failure) -> String? {
        switch encoding {
        case .rest:
            // A REST API's resource is a path; that of an HTTP API with payload 1.0 may be `$default`, and may have a method.
            return Self.path(inRouteKey: try event.string("resource"))
        case .http:
            return Self.path(inRouteKey: try event.string("routeKey"))
        case .loadBalancer, .direct:
            return nil
        }
    }

    private static func path(inRouteKey key: String?) -> String? {
        guard let key, let start = key.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(key[start...])
    }

    /// The stage that an HTTP API has in front of the path, which is every one but `$default`. A REST API's path has none.
    private func stage(_ context: EventMembers) throws(Failure) -> String? {
        if encoding != .http {
            guard try isHTTPAPI1() else { return nil }
        }
        guard let stage = try context.string("stage"), stage != "$default" else { return nil }
        return stage
    }

    private func isDecoded(_ context: EventMembers) throws(Failure) -> Bool {
        switch encoding {
        case .http:
            // The domain of a function URL is `ID.lambda-url.REGION.on.aws`; an HTTP API's is any other.
            guard let domain = try context.string("domainName"),
                let dot = domain.utf8.firstIndex(of: UInt8(ascii: "."))
            else { return true }
            return !domain[dot...].hasBytePrefix(".lambda-url.")
        case .rest:
            return try isHTTPAPI1()
        case .loadBalancer, .direct:
            return false
        }
    }

    /// An HTTP API that was told to use payload 1.0 says so; a REST API's event has no `version`.
    private func isHTTPAPI1() throws(Failure) -> Bool {
        guard encoding == .rest else { return false }
        if event.value("version")?.string == "1.0" { return true }
        return try event.string("resource") == "$default"
    }

    // MARK: - Target

    /// The path and query that the client sent.
    ///
    /// An HTTP API and a function URL pass the query on as it came (though the HTTP API's path is decoded), a load balancer its
    /// parts. A REST API decodes it and keeps a list for each name: the query is put together again in the order of the
    /// names, each with its values, with every byte encoded that is not unreserved (RFC 3986 §2.3). Names that alternate, and
    /// characters that the client left bare, do not come back; whoever signs URLs with such a query needs one of the other
    /// gateways.
    private func target(_ context: EventMembers) throws(Failure) -> RequestTarget {
        switch encoding {
        case .http:
            return RequestTarget(
                path: try event.requiredString("rawPath"), query: try event.string("rawQueryString") ?? "")
        case .rest, .loadBalancer, .direct:
            let isDecoded = encoding == .rest
            let fields = try pairs("multiValueQueryStringParameters", "queryStringParameters").map { name, value in
                isDecoded ? PercentEncoding.encode(name) + "=" + PercentEncoding.encode(value) : name + "=" + value
            }
            let query = fields.joined(separator: "&")
            // With the stage, or with the base path of a custom domain, as it was called.
            if isDecoded, let called = try context.string("path") { return RequestTarget(path: called, query: query) }
            return RequestTarget(path: try event.requiredString("path"), query: query)
        }
    }

    // MARK: - Query, headers, body

    private func query() throws(Failure) -> [(name: String, value: String)] {
        if encoding == .http, let text = try event.string("rawQueryString") {
            guard let fields = PercentEncoding.decodeForm(text) else {
                throw event.wrong("rawQueryString", "is not UTF-8 when decoded")
            }
            return fields
        }
        let pairs = try pairs("multiValueQueryStringParameters", "queryStringParameters")
        // API Gateway has decoded them; a load balancer passes them on as they came.
        guard case .loadBalancer = encoding else { return pairs.map { (name: $0.0, value: $0.1) } }
        var decoded: [(name: String, value: String)] = []
        for (name, value) in pairs {
            guard let name = PercentEncoding.decode(name, plusIsSpace: true),
                let value = PercentEncoding.decode(value, plusIsSpace: true)
            else { throw event.wrong("queryStringParameters", "is not UTF-8 when decoded") }
            decoded.append((name, value))
        }
        return decoded
    }

    /// The map of lists where the gateway sends one, else the map of texts.
    private func pairs(_ lists: String, _ texts: String) throws(Failure) -> [(String, String)] {
        if let pairs = try event.multiValuePairs(lists) { return pairs }
        return try event.pairs(texts) ?? []
    }

    private func headers() throws(Failure) -> HTTPHeaders {
        guard encoding == .http else {
            return HTTPHeaders(try pairs("multiValueHeaders", "headers"))
        }
        var headers = HTTPHeaders(try event.pairs("headers") ?? [])
        if let cookies = try event.strings("cookies"), !cookies.isEmpty {
            headers["Cookie"] = cookies.joined(separator: "; ")
        }
        return headers
    }

    private func body(maximumSize: Int) throws(Failure) -> [UInt8] {
        let isEncoded = try event.boolean("isBase64Encoded") ?? false
        guard let text = try event.string("body") else { return [] }
        let tooLarge = Failure(.tooLarge, "The body is larger than \(maximumSize) bytes")
        guard isEncoded else {
            guard text.utf8.count <= maximumSize else { throw tooLarge }
            return Array(text.utf8)
        }
        // Every four digits are three bytes, up to two of them padding; said before the work of decoding is done.
        guard text.utf8.count / 4 * 3 <= maximumSize + 2 else { throw tooLarge }
        guard let bytes = Base64.decode(text) else { throw event.wrong("body", "is not base64 as the event says") }
        guard bytes.count <= maximumSize else { throw tooLarge }
        return bytes
    }
}
