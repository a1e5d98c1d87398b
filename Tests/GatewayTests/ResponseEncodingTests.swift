import Gateway
import Logging
import Testing
import WireFormats

@Suite("Answers on the wire")
struct ResponseEncodingTests {
    private static let allEncodings: [ResponseEncoding] = [
        .rest, .http, .loadBalancer(multiValueHeaders: true), .loadBalancer(multiValueHeaders: false), .direct,
    ]

    private let response = Response(
        status: 201, headers: ["Vary": "Origin", "vary": "Accept", "X": "é"], body: .json(["a": "é\""]),
        cookies: ["a=1; Path=/"])

    private func encoded(_ response: Response, _ encoding: ResponseEncoding) throws -> JSON {
        try JSON(parsing: encoding.encode(response))
    }

    @Test("a REST API gets lists of header values")
    func rest() throws {
        #expect(
            try encoded(response, .rest) == [
                "statusCode": 201, "body": #"{"a":"é\""}"#, "isBase64Encoded": false,
                "multiValueHeaders": [
                    "Vary": ["Origin", "Accept"], "X": ["é"], "Content-Type": ["application/json"],
                    "Set-Cookie": ["a=1; Path=/"],
                ],
            ])
    }

    @Test("an HTTP API gets joined header values, and cookies apart")
    func http() throws {
        #expect(
            try encoded(response, .http) == [
                "statusCode": 201, "body": #"{"a":"é\""}"#, "isBase64Encoded": false, "cookies": ["a=1; Path=/"],
                "headers": ["Vary": "Origin, Accept", "X": "é", "Content-Type": "application/json"],
            ])
    }

    @Test("a load balancer gets a status description, and headers as its events have them")
    func loadBalancer() throws {
        #expect(
            try encoded(response, .loadBalancer(multiValueHeaders: true)) == [
                "statusCode": 201, "statusDescription": "201 Created", "body": #"{"a":"é\""}"#,
                "isBase64Encoded": false,
                "multiValueHeaders": [
                    "Vary": ["Origin", "Accept"], "X": ["é"], "Content-Type": ["application/json"],
                    "Set-Cookie": ["a=1; Path=/"],
                ],
            ])
        #expect(
            try encoded(response, .loadBalancer(multiValueHeaders: false)) == [
                "statusCode": 201, "statusDescription": "201 Created", "body": #"{"a":"é\""}"#,
                "isBase64Encoded": false,
                "headers": [
                    "Vary": "Origin, Accept", "X": "é", "Content-Type": "application/json", "Set-Cookie": "a=1; Path=/",
                ],
            ])
    }

    @Test("a direct caller gets status, headers as they are, and the body as JSON text")
    func direct() throws {
        let response = Response.json("Session s1 deleted.", headers: ["Access-Control-Allow-Origin": "*"])
        #expect(
            try encoded(response, .direct) == [
                "statusCode": 200, "headers": ["Access-Control-Allow-Origin": "*"], "body": #""Session s1 deleted.""#,
            ])
    }

    @Test("a bare answer is wrapped for all but direct callers")
    func bare() throws {
        let response = Response(body: .json([["session_id": "s1"]]), isBareForDirectCallers: true)
        #expect(try encoded(response, .direct) == [["session_id": "s1"]])
        for encoding in Self.allEncodings where encoding != .direct {
            #expect(try encoded(response, encoding)["body"] == #"[{"session_id":"s1"}]"#)
        }
    }

    @Test(
        "bytes go as base64, text and nothing as they are, each with its content type",
        arguments: [
            (Response.Body.bytes([0xFF, 0]), "/wA=", true, "application/octet-stream"),
            (.text("<é>"), "<é>", false, "text/plain; charset=utf-8"), (.empty, "", false, nil),
            (.json(nil), "null", false, "application/json"),
        ] as [(Response.Body, String, Bool, String?)])
    func bodies(body: Response.Body, text: String, isBase64: Bool, type: String?) throws {
        let answer = try encoded(Response(body: body), .http)
        #expect(answer["body"]?.string == text)
        #expect(answer["isBase64Encoded"]?.bool == isBase64)
        #expect(answer["headers"]?["Content-Type"]?.string == type)
        #expect(try encoded(Response(body: body), .direct)["isBase64Encoded"]?.bool == (isBase64 ? true : nil))
    }

    @Test("a content type that the answer has is kept, in whatever case its name is")
    func keepsContentType() throws {
        let response = Response(headers: ["content-type": "text/html"], body: .text("<p>"))
        #expect(try encoded(response, .http)["headers"] == ["content-type": "text/html"])
    }

    @Test("a header or cookie that breaks out of its line is never sent", arguments: allEncodings)
    func refusesInjection(encoding: ResponseEncoding) {
        let failure = Failure(.internal, "The answer had a malformed header")
        #expect(throws: failure) { try encoding.encode(Response(headers: ["X": "a\r\nEvil: 1"])) }
        #expect(throws: failure) { try encoding.encode(Response(headers: ["X Y": "a"])) }
        #expect(throws: failure) { try encoding.encode(Response(cookies: ["a=1\r\nEvil: 1"])) }
    }

    @Test("a status that HTTP does not know is never sent", arguments: [0, 99, 600, -1, Int.max])
    func refusesStatus(status: Int) {
        #expect(throws: Failure(.internal, "The answer had no valid status")) {
            try ResponseEncoding.http.encode(Response(status: status))
        }
    }

    @Test("cookies that a load balancer cannot carry are not dropped in silence")
    func refusesCookies() {
        let error = #expect(throws: Failure.self) {
            try ResponseEncoding.loadBalancer(multiValueHeaders: false).encode(Response(cookies: ["a=1", "b=2"]))
        }
        #expect(error?.kind == .internal)
    }

    @Test(
        "an answer of the allowed size is sent, a larger one becomes a 413 in the system's shape",
        arguments: allEncodings)
    func boundsSize(encoding: ResponseEncoding) throws {
        let overhead = encoding.encode(Response(body: .text("")), log: RecordedLog().logger, requestID: "r").count
        let allowed = Response(body: .text(String(repeating: "x", count: encoding.maximumSize - overhead)))
        #expect(try encoding.encode(allowed).count == encoding.maximumSize)
        let tooLarge = Response(body: .text(String(repeating: "x", count: encoding.maximumSize - overhead + 1)))
        let log = RecordedLog()
        let answer = try JSON(
            parsing: encoding.encode(tooLarge, failures: .string, log: log.logger, requestID: "request-7"))
        #expect(answer["statusCode"] == 413)
        #expect(
            answer["body"]?.string
                == "\"The answer is larger than \(encoding.maximumSize) bytes; ask for less at a time\"")
        #expect(log.lines.count == 1 && log.lines[0].contains("request-7"))
    }

    @Test("a status without a phrase of its own is described by its class")
    func describesStatus() throws {
        let statuses = [200, 404, 418, 599, 299, 399, 199]
        let descriptions = try statuses.map {
            try encoded(Response(status: $0), .loadBalancer(multiValueHeaders: true))["statusDescription"]?.string
        }
        #expect(
            descriptions == [
                "200 OK", "404 Not Found", "418 Client Error", "599 Server Error", "299 Success", "399 Redirection",
                "199 Informational",
            ])
    }
}
