import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

struct SigV4VerifierTests {
    private static let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")
    private static let temporary = AWSCredentials(
        accessKeyID: "ASIA", secretAccessKey: "secret/2", sessionToken: "to+ken/==")
    private static let time = Timestamp(seconds: 1_795_000_000)

    private let verifier = SigV4Verifier { id in
        [credentials, temporary].first { $0.accessKeyID == id }
    }

    /// A request as a server has it.
    private struct Received {
        var method: String
        var target: String
        var headers: HTTPHeaders
        var body: [UInt8]

        init(_ request: HTTPRequest, url: String? = nil) {
            method = request.method
            let parts = (url ?? request.url).split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            let rest = parts[2]
            let host = rest.prefix { $0 != "/" }
            target = String(rest.dropFirst(host.count))
            headers = request.headers
            headers.add("Host", String(host))
            body = request.body
        }
    }

    private func outcome(
        _ received: Received, after age: Duration = .zero
    ) -> Outcome<SigV4Verifier.Identity, SigV4Verifier.Rejection.Code> {
        do {
            return .success(
                try verifier.verify(
                    method: received.method, target: received.target, headers: received.headers, body: received.body,
                    now: Self.time + age))
        } catch {
            return .failure(error.code)
        }
    }

    private static let identity = SigV4Verifier.Identity(
        accessKeyID: "AKID", region: "eu-west-1", service: "dynamodb")

    private static func signed(_ edit: (inout HTTPRequest) -> Void = { _ in }) throws -> Received {
        var request = HTTPRequest(
            method: "POST", url: "http://127.0.0.1:8000/a%20b/../c?x=1&y=%C3%A9&x=0", headers: ["content-type": "a/b"],
            body: Array("{}".utf8))
        edit(&request)
        try SigV4Signer(service: "dynamodb", region: "eu-west-1").sign(&request, with: credentials, at: time)
        return Received(request)
    }

    private static func presigned(
        expires: Int = 60, with credentials: AWSCredentials = credentials
    ) throws -> Received {
        let request = HTTPRequest(
            method: "GET", url: "https://b.s3.amazonaws.com/k%20/../x?response-content-type=a%2Fb")
        let url = try SigV4Signer(service: "s3", region: "eu-west-1").presignedURL(
            for: request, with: credentials, at: time, expires: expires, payload: .unsigned)
        return Received(request, url: url)
    }

    @Test("a request signed in its headers is accepted")
    func header() throws {
        #expect(outcome(try Self.signed()) == .success(Self.identity))
    }

    @Test("a presigned URL is accepted")
    func query() throws {
        #expect(
            outcome(try Self.presigned())
                == .success(SigV4Verifier.Identity(accessKeyID: "AKID", region: "eu-west-1", service: "s3")))
    }

    @Test("temporary credentials are accepted with their token")
    func token() throws {
        #expect(
            outcome(try Self.presigned(with: Self.temporary))
                == .success(SigV4Verifier.Identity(accessKeyID: "ASIA", region: "eu-west-1", service: "s3")))
    }

    @Test("what was changed on the way does not match", arguments: ["method", "target", "header", "signature"])
    func changed(_ part: String) throws {
        var received = try Self.signed()
        switch part {
        case "method": received.method = "PUT"
        case "target": received.target += "0"
        case "header": received.headers["content-type"] = "a/c"
        default:
            received.headers["Authorization"] = received.headers["Authorization"].map {
                $0.dropLast() + ($0.hasSuffix("0") ? "1" : "0")
            }
        }
        #expect(outcome(received) == .failure(.signatureDoesNotMatch))
    }

    @Test("another body does not match")
    func body() throws {
        var received = try Self.signed()
        received.body.append(0x20)
        #expect(outcome(received) == .failure(.signatureDoesNotMatch))
    }

    @Test("a body that is not the one of the hash header is named as such")
    func contentHash() throws {
        var request = HTTPRequest(method: "PUT", url: "https://b.s3.amazonaws.com/k", body: [1, 2, 3])
        try SigV4Signer(service: "s3", region: "eu-west-1").sign(&request, with: Self.credentials, at: Self.time)
        request.body = [1, 2, 4]
        #expect(outcome(Received(request)) == .failure(.contentMismatch))
    }

    @Test(
        "a header signature lives a quarter of an hour",
        arguments: [(900, true), (901, false), (-900, true), (-901, false)])
    func age(_ seconds: Int, _ isAccepted: Bool) throws {
        let outcome = outcome(try Self.signed(), after: .seconds(seconds))
        #expect(outcome == (isAccepted ? .success(Self.identity) : .failure(.requestExpired)))
    }

    @Test("a presigned URL dies when it says", arguments: [(60, true), (61, false)])
    func expiry(_ seconds: Int, _ isAccepted: Bool) throws {
        let outcome = outcome(try Self.presigned(), after: .seconds(seconds))
        #expect(outcome.isSuccess == isAccepted)
    }

    @Test("a request without a signature is refused")
    func unsigned() {
        #expect(
            outcome(Received(HTTPRequest(url: "http://h/"))) == .failure(.missingAuthenticationToken))
    }

    @Test("an unknown access key is refused")
    func unknownKey() throws {
        var received = try Self.signed()
        received.headers["Authorization"] = received.headers["Authorization"]?.replacing("AKID", with: "NOBODY")
        #expect(outcome(received) == .failure(.unrecognizedClient))
    }

    @Test("temporary credentials without their token are refused")
    func missingToken() throws {
        var stripped = Self.temporary
        stripped.sessionToken = nil
        #expect(outcome(try Self.presigned(with: stripped)) == .failure(.unrecognizedClient))
    }

    @Test("a signed header that is missing is named")
    func missingHeader() throws {
        var received = try Self.signed()
        received.headers["content-type"] = nil
        #expect(outcome(received) == .failure(.incompleteSignature))
    }

    @Test(
        "a malformed Authorization header is refused",
        arguments: [
            "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=AKID/x, SignedHeaders=host, Signature=0",
            "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=, Signature=",
            "AWS4-HMAC-SHA256 Credential=AKID/20000101/r/s/aws4_request, SignedHeaders=host, Signature=0",
        ])
    func malformed(_ authorization: String) throws {
        var received = try Self.signed()
        received.headers["Authorization"] = authorization
        #expect(outcome(received) == .failure(.incompleteSignature))
    }
}
