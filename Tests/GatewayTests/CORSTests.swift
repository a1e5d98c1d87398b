import Testing
import WireFormats

@testable import Gateway

@Suite("Cross-origin requests")
struct CORSTests {
    private func headers(_ origins: CORS.AllowedOrigins, origin: String?, vary: String? = nil) -> HTTPHeaders {
        var response = Response()
        response.headers["Vary"] = vary
        CORS(allowedOrigins: origins).apply(to: &response, origin: origin)
        return response.headers
    }

    private let list = CORS.AllowedOrigins.list(["https://app.example", "http://localhost:3000"])

    @Test("an origin of the list is echoed")
    func echoes() {
        #expect(
            headers(list, origin: "https://app.example")
                == ["Vary": "Origin", "Access-Control-Allow-Origin": "https://app.example"])
    }

    @Test(
        "an origin that is not exactly one of the list gets nothing but Vary",
        arguments: [
            nil, "", "null", "https://app.example/", "https://APP.example", "http://app.example",
            "https://app.example:443",
            "https://app.example.evil.example", "https://evil.example?https://app.example", "http://localhost:30001",
            "*",
        ])
    func refuses(origin: String?) {
        #expect(headers(list, origin: origin) == ["Vary": "Origin"])
    }

    @Test("any origin is a star, none is nothing")
    func anyAndNone() {
        #expect(headers(.any, origin: nil) == ["Access-Control-Allow-Origin": "*"])
        #expect(headers(.none, origin: "https://app.example") == [:])
    }

    @Test(
        "Vary is added to once",
        arguments: [
            ("Accept", "Accept, Origin"), ("Accept, origin", "Accept, origin"), ("*", "*"), ("Origin", "Origin"),
        ])
    func varies(before: String, after: String) {
        #expect(headers(list, origin: nil, vary: before)["Vary"] == after)
    }

    @Test("a pre-flight from an allowed origin learns methods, headers and how long that holds")
    func preflight() {
        let request = Request(
            method: "OPTIONS", path: "/", headers: ["origin": "http://localhost:3000"], caller: .anonymous)
        #expect(
            CORS(allowedOrigins: list).preflightResponse(to: request)
                == .json(
                    ["message": "OK"],
                    headers: [
                        "Vary": "Origin", "Access-Control-Allow-Origin": "http://localhost:3000",
                        "Access-Control-Allow-Methods": "GET,POST,PUT,PATCH,DELETE,OPTIONS",
                        "Access-Control-Allow-Headers":
                            "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token,Idempotency-Key,If-None-Match",
                        "Access-Control-Max-Age": "864000",
                    ]))
    }

    @Test("a pre-flight from elsewhere learns nothing")
    func strangePreflight() {
        let request = Request(
            method: "OPTIONS", path: "/", headers: ["Origin": "https://evil.example"], caller: .anonymous)
        #expect(
            CORS(allowedOrigins: list).preflightResponse(to: request)
                == .json(["message": "OK"], headers: ["Vary": "Origin"]))
    }
}
