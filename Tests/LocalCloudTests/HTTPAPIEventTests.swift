import Testing
import WireFormats

@testable import LocalCloud

@Suite("An HTTP API's event")
struct HTTPAPIEventTests {
    private func event(_ request: ServerRequest, claims: HTTPAPIClaims? = nil) -> JSON {
        HTTPAPIEvent(
            request, body: request.body ?? [], claims: claims, requestID: "id",
            time: Timestamp(microseconds: 1_790_000_000_123_000)
        )?.json ?? .null
    }

    @Test("is payload format 2.0, member for member")
    func whole() throws {
        let request = ServerRequest(
            method: "POST", path: "/a%20b/ü", query: "x=1&y=%20z&x=2",
            headers: [
                "Host": "127.0.0.1:8080", "Content-Type": "application/json", "User-Agent": "curl/8", "X-Two": "a",
                "x-two": "b", "Cookie": "c=1; d=2", "Connection": "keep-alive", "X-Amzn-Trace-Id": "Root=1-2-3",
            ], body: Array("{}".utf8))
        #expect(
            event(request) == [
                "version": "2.0", "routeKey": "$default", "rawPath": "/a b/ü", "rawQueryString": "x=1&y=%20z&x=2",
                "cookies": ["c=1", "d=2"],
                "headers": [
                    "host": "127.0.0.1:8080", "content-type": "application/json", "user-agent": "curl/8",
                    "x-two": "a,b", "x-amzn-trace-id": "Root=1-2-3", "x-forwarded-for": "127.0.0.1",
                    "x-forwarded-proto": "http", "x-forwarded-port": "8080",
                ],
                "queryStringParameters": ["x": "1,2", "y": " z"],
                "requestContext": [
                    "accountId": "123456789012", "apiId": "local", "domainName": "127.0.0.1:8080",
                    "domainPrefix": "127",
                    "http": [
                        "method": "POST", "path": "/a b/ü", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                        "userAgent": "curl/8",
                    ],
                    "requestId": "id", "routeKey": "$default", "stage": "$default",
                    "time": "21/Sep/2026:14:13:20 +0000", "timeEpoch": 1_790_000_000_123,
                ],
                "body": "{}", "isBase64Encoded": false,
            ])
    }

    @Test("has claims as a JWT authorizer gives them: groups in one string")
    func claims() {
        let request = ServerRequest(method: "GET", path: "/", query: "", headers: [:], body: [])
        let authorizer = event(request, claims: HTTPAPIClaims(user: "ann", groups: ["AdminUsers", "Staff"]))[
            "requestContext"]?["authorizer"]
        #expect(
            authorizer == [
                "jwt": [
                    "claims": [
                        "sub": "ann", "cognito:username": "ann", "token_use": "id",
                        "cognito:groups": "[AdminUsers Staff]",
                    ], "scopes": nil,
                ]
            ])
    }

    @Test(
        "has text as text and the rest in base64",
        arguments: [
            ("application/json; charset=utf-8", [0x7B, 0x7D], false), ("text/plain", [0xC3, 0xBC], false),
            ("application/problem+json", [0x7B], false), ("text/plain", [0xFF], true), ("image/png", [0x41], true),
            ("application/x-www-form-urlencoded", [0x61], true), (nil, [0x61], false), (nil, [0xFF, 0], true),
        ] as [(String?, [UInt8], Bool)])
    func body(type: String?, bytes: [UInt8], isEncoded: Bool) {
        var headers: HTTPHeaders = [:]
        headers["Content-Type"] = type
        let event = event(ServerRequest(method: "POST", path: "/", query: "", headers: headers, body: bytes))
        #expect(event["isBase64Encoded"]?.bool == isEncoded)
        let expected = isEncoded ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self)
        #expect(event["body"]?.string == expected)
    }

    @Test(
        "has its path decoded once, whatever it spells",
        arguments: [
            ("/api/sessions/100%2525", "/api/sessions/100%25"), ("/api/sessions/a%2Fb", "/api/sessions/a/b"),
            ("/+", "/+"), ("/%", "/%"),
        ])
    func decodedPath(sent: String, path: String) {
        let event = event(ServerRequest(method: "GET", path: sent, query: "", headers: [:], body: []))
        #expect(event["rawPath"]?.string == path)
        #expect(event["requestContext"]?["http"]?["path"]?.string == path)
    }

    @Test("is none where the decoded path is not UTF-8")
    func undecodablePath() {
        #expect(event(ServerRequest(method: "GET", path: "/%ff", query: "", headers: [:], body: [])) == .null)
    }

    @Test("has no body and no query where there is none")
    func absent() {
        let event = event(ServerRequest(method: "GET", path: "/", query: "", headers: [:], body: []))
        #expect(event["body"] == nil)
        #expect(event["queryStringParameters"] == nil)
        #expect(event["cookies"] == nil)
    }
}
