import AWSCore
import HTTPTransport
import TestSupport
import Testing
import WireFormats

// Example: a context
func context(environment: [String: String], loop: CurlEventLoop) throws(AWSError) -> AWSContext {
    try AWSContext(
        environment: environment, transport: HTTPClient(loop: loop), clock: SystemClock.now,
        sleep: { try await loop.sleep(for: $0) })
}
// End

// Example: a service and a call
let sqs = AWSService(endpointPrefix: "sqs", signingName: "sqs", environmentName: "SQS")

func send(_ text: String, to queue: String, _ context: AWSContext) async throws -> String? {
    let body: JSON = ["QueueUrl": .string(queue), "MessageBody": .string(text)]
    let request = AWSRequest(
        headers: ["content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage"],
        body: body.serialized(), isIdempotent: false)
    let response = try await AWSClient(service: sqs, context: context).send(request)
    return try JSON(parsing: response.body)["MessageId"]?.string
}
// End

// Example: signatures alone
func link(to url: String, _ credentials: AWSCredentials, at time: Timestamp) throws -> String {
    try SigV4Signer(service: "s3", region: "eu-west-1")
        .presignedURL(for: HTTPRequest(url: url), with: credentials, at: time, expires: 600, payload: .unsigned)
}
// End

// Example: what to do about an error
func isDuplicate(_ error: AWSError) -> Bool {
    error.code == .service("ConditionalCheckFailedException") && !error.mayHaveTakenEffect
}
// End

// Example: a transport that answers
struct Answering: HTTPSending {
    let status: Int
    let body: String

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(body.utf8))
    }
}
// End

// Example: a server that checks signatures
let verifier = SigV4Verifier { accessKeyID in
    accessKeyID == "AKID" ? AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret") : nil
}
// End

@Suite("The documentation of AWSCore")
struct DocumentationTests {
    @Test("has the examples that are compiled here")
    func examples() throws {
        let articles = ["GettingStarted", "HandlingErrors", "Testing"].map { "Sources/AWSCore/AWSCore.docc/\($0).md" }
        let documented = try DocumentationExamples.documented(in: articles)
        #expect(try documented.count == 6 && documented == DocumentationExamples.tested())
    }

    @Test("has a call that a server answers whose signature holds")
    func call() async throws {
        let server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                var headers = HTTPHeaders()
                for line in request.headerLines {
                    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                    headers.add(String(parts[0]), String(parts[1].drop { $0 == " " }))
                }
                let identity = try verifier.verify(
                    method: request.method, target: request.target, headers: headers, body: request.body,
                    now: SystemClock.now())
                try connection.write(ScriptedResponse(text: #"{"MessageId":"\#(identity.service)-1"}"#))
            }
        }
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        let context = try context(
            environment: [
                "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_ENDPOINT_URL_SQS": server.url, "HOME": "/nonexistent",
            ], loop: loop)
        #expect(try await send("hello", to: "http://127.0.0.1/queue", context) == "sqs-1")
    }

    @Test("has a link whose signature holds, and a transport whose failed condition is no duplicate of one's own")
    func parts() async throws {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")
        let link = try link(to: "https://bucket.s3.eu-west-1.amazonaws.com/a", credentials, at: TestClient.time)
        let origin = "https://bucket.s3.eu-west-1.amazonaws.com"
        let identity = try verifier.verify(
            method: "GET", target: String(link.dropFirst(origin.count)),
            headers: ["Host": "bucket.s3.eu-west-1.amazonaws.com"], body: [], now: TestClient.time)
        #expect(identity.service == "s3" && identity.accessKeyID == "AKID")

        let answering = Answering(status: 400, body: #"{"__type":"x#ConditionalCheckFailedException"}"#)
        let error = try #require(await TestClient(transport: answering).failure())
        #expect(isDuplicate(error))
    }
}
