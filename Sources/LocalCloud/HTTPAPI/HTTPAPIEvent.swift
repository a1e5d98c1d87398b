import WireFormats

/// The event that an HTTP API makes of a request, in payload format 2.0 (API Gateway developer guide, "Create AWS Lambda
/// proxy integrations for HTTP APIs"). `rawPath` is percent-decoded, the query is not, as in the events that
/// https://github.com/hotsock/voker/tree/main/vokerhttp/testdata recorded in July 2026.
struct HTTPAPIEvent {
    let json: JSON

    /// - Returns: `nil` when the path is not UTF-8 once it is decoded: no event can hold it.
    init?(_ request: ServerRequest, body: [UInt8], claims: HTTPAPIClaims?, requestID: String, time: Timestamp) {
        guard let path = PercentEncoding.decode(request.path) else { return nil }
        let host = request.headers["Host"] ?? "localhost"
        let trace = Identifier.trace().split(separator: ";").first.map(String.init) ?? ""
        var context: JSONObject = [
            "accountId": "123456789012", "apiId": "local", "domainName": .string(host),
            "domainPrefix": .string(String(host.prefix { $0 != "." && $0 != ":" })),
            "http": [
                "method": .string(request.method), "path": .string(path), "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1", "userAgent": .string(request.headers["User-Agent"] ?? ""),
            ],
            "requestId": .string(requestID), "routeKey": "$default", "stage": "$default",
            "time": .string(Self.logTime(time)), "timeEpoch": .number(JSONNumber(Int(time.milliseconds))),
        ]
        if let claims { context["authorizer"] = ["jwt": ["claims": claims.json, "scopes": nil]] }

        var headers = Self.headers(of: request)
        headers["x-forwarded-for"] = "127.0.0.1"
        headers["x-forwarded-proto"] = "http"
        headers["x-forwarded-port"] = .string(host.split(separator: ":").last.map(String.init) ?? "80")
        headers["x-amzn-trace-id"] = headers["x-amzn-trace-id"] ?? .string(trace)

        var event: JSONObject = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path),
            "rawQueryString": .string(request.query),
        ]
        let cookies = Self.cookies(of: request)
        if !cookies.isEmpty { event["cookies"] = .array(cookies.map(JSON.string)) }
        event["headers"] = .object(headers)
        if let query = Self.queryParameters(request.query) { event["queryStringParameters"] = .object(query) }
        event["requestContext"] = .object(context)
        if body.isEmpty {
            event["isBase64Encoded"] = false
        } else if Self.isText(request.headers["Content-Type"]), let text = String(validating: body, as: UTF8.self) {
            event["body"] = .string(text)
            event["isBase64Encoded"] = false
        } else {
            event["body"] = .string(Base64.encode(body))
            event["isBase64Encoded"] = true
        }
        json = .object(event)
    }

    /// Names in lower case; values of one name joined by commas. Those of the connection are not passed on.
    private static func headers(of request: ServerRequest) -> JSONObject {
        var headers = JSONObject()
        for field in request.headers {
            let name = field.name.lowercased()
            if ["cookie", "connection", "keep-alive", "transfer-encoding", "upgrade", "te"].contains(name) { continue }
            if let first = headers[name]?.string {
                headers[name] = .string(first + "," + field.value)
            } else {
                headers[name] = .string(field.value)
            }
        }
        return headers
    }

    private static func cookies(of request: ServerRequest) -> [String] {
        request.headers.values(of: "Cookie").flatMap { $0.split(separator: ";") }.map { cookie in
            String(cookie.drop { $0 == " " })
        }.filter { !$0.isEmpty }
    }

    /// Decoded; values of one name joined by commas. `nil` when there are none.
    private static func queryParameters(_ query: String) -> JSONObject? {
        guard !query.isEmpty, let fields = PercentEncoding.decodeForm(query) else { return nil }
        var parameters = JSONObject()
        for (name, value) in fields {
            if let first = parameters[name]?.string {
                parameters[name] = .string(first + "," + value)
            } else {
                parameters[name] = .string(value)
            }
        }
        return parameters
    }

    /// API Gateway hands these on as text, and everything else, forms too, in base64.
    private static func isText(_ contentType: String?) -> Bool {
        guard let contentType else { return true }
        let type = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml")
            || ["application/json", "application/javascript", "application/xml"].contains(type)
    }

    /// `21/Nov/2026:08:40:28 +0000`
    private static func logTime(_ time: Timestamp) -> String {
        let c = time.components
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(c.day))/\(months[c.month - 1])/\(c.year):\(two(c.hour)):\(two(c.minute)):\(two(c.second)) +0000"
    }
}
