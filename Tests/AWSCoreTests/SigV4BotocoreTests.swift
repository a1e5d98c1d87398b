import AWSCore
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// botocore as a second opinion: the same signature for random requests.
@Suite(.timeLimit(.minutes(10)))
struct SigV4BotocoreTests {
    private static let time = Timestamp(seconds: 1_795_000_000)
    private static let script = """
        import sys, json, datetime, botocore.auth as auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials
        cases = json.load(open(sys.argv[1]))
        auth.get_current_datetime = lambda *a, **k: datetime.datetime.fromtimestamp(1795000000, datetime.timezone.utc).replace(tzinfo=None)
        answers = []
        for case in cases:
            credentials = Credentials(case['id'], case['secret'], case.get('token'))
            request = AWSRequest(case['method'], case['url'], data=case['body'].encode(), headers=dict(case['headers']))
            s3 = case['service'] == 's3'
            if case['form'] == 'query':
                signer = (auth.S3SigV4QueryAuth if s3 else auth.SigV4QueryAuth)(credentials, case['service'], case['region'], expires=case['expires'])
                signer.add_auth(request)
                answers.append(request.url.split('X-Amz-Signature=')[1])
            else:
                (auth.S3SigV4Auth if s3 else auth.SigV4Auth)(credentials, case['service'], case['region']).add_auth(request)
                answers.append(request.headers['Authorization'])
        json.dump(answers, open(sys.argv[2], 'w'))
        """

    /// A request to sign, in both libraries' terms.
    private struct Case {
        let request: HTTPRequest
        let credentials: AWSCredentials
        let service: String
        let region: String
        let expires: Int?

        init(using generator: inout some RandomNumberGenerator) {
            func text(_ alphabet: String, _ lengths: ClosedRange<Int>) -> String {
                String(
                    (0..<Int.random(in: lengths, using: &generator)).map { _ in
                        alphabet.randomElement(using: &generator) ?? "x"
                    })
            }
            let word = "abcXYZ019-_.~"
            let wild = "abc 09/+&=%~*'()!$:;@,#?\"<>{}[]|\\^`äß漢🙂é.-_"
            service = ["dynamodb", "lambda", "s3", "bedrock"].randomElement(using: &generator) ?? "s3"
            region = ["us-east-1", "eu-central-1", "cn-north-1"].randomElement(using: &generator) ?? "r"
            expires = Bool.random(using: &generator) ? Int.random(in: 1...604_800, using: &generator) : nil
            credentials = AWSCredentials(
                accessKeyID: "AKIA" + text("ABCDEF234567", 16...16), secretAccessKey: text(word + "+/", 40...40),
                sessionToken: Bool.random(using: &generator) ? text(word + "+/=", 20...400) : nil)
            var url = "https://" + text("abc", 1...8) + ".example.com"
            if Bool.random(using: &generator) { url += ":8443" }
            url += "/"
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let segment = Int.random(in: 0...5, using: &generator) == 0 ? [".", "..", ""] : [text(wild, 1...12)]
                url += PercentEncoding.encode(segment.randomElement(using: &generator) ?? "") + "/"
            }
            var names: Set<String> = []
            for _ in 0..<Int.random(in: 0...4, using: &generator) { names.insert(text(wild, 1...6)) }
            let query = names.shuffled(using: &generator).map { name in
                PercentEncoding.encode(name) + "=" + PercentEncoding.encode(text(wild, 0...8))
            }
            if !query.isEmpty { url += "?" + query.joined(separator: "&") }
            var headers: HTTPHeaders = [:]
            for number in 0..<Int.random(in: 0...6, using: &generator) {
                let names = [
                    "X-Amz-Meta-", "x-amz-target", "Range", "user-agent", "Content-Type-", "X-Amzn-Trace-Id",
                ]
                let name = names[number]
                headers.add(name + (name.hasSuffix("-") ? text("abc", 1...5) : ""), text("ab  c=;,", 1...20))
            }
            let isQuery = expires != nil
            request = HTTPRequest(
                method: isQuery ? "GET" : ["POST", "PUT", "DELETE"].randomElement(using: &generator) ?? "POST",
                url: url,
                headers: headers, body: isQuery ? [] : Array(text(wild + "\n", 0...60).utf8))
        }

        var json: JSON {
            var object: JSONObject = [
                "id": .string(credentials.accessKeyID), "secret": .string(credentials.secretAccessKey),
                "method": .string(request.method), "url": .string(request.url),
                "body": .string(String(decoding: request.body, as: UTF8.self)), "service": .string(service),
                "region": .string(region), "form": expires == nil ? "header" : "query",
                "expires": expires.map { .number(JSONNumber($0)) } ?? .null,
                "headers": .array(request.headers.map { [.string($0.name), .string($0.value)] }),
            ]
            if let token = credentials.sessionToken { object["token"] = .string(token) }
            return .object(object)
        }

        /// The `Authorization` header, or the signature of the URL (botocore orders its parameters otherwise).
        func signature() throws -> String {
            let signer = SigV4Signer(service: service, region: region)
            if let expires {
                let url = try signer.presignedURL(
                    for: request, with: credentials, at: SigV4BotocoreTests.time, expires: expires,
                    payload: service == "s3" ? .unsigned : .signed)
                return String(url.components(separatedBy: "X-Amz-Signature=").last ?? "")
            }
            var request = request
            try signer.sign(&request, with: credentials, at: SigV4BotocoreTests.time)
            return request.headers["Authorization"] ?? ""
        }
    }

    @Test("500 random requests are signed as botocore signs them")
    func random() async throws {
        var generator = SystemRandomNumberGenerator()
        let cases = (0..<500).map { _ in Case(using: &generator) }
        let folder = try TemporaryDirectory()
        let (input, output) = (folder.path + "/cases.json", folder.path + "/answers.json")
        try Data(JSON.array(cases.map(\.json)).serialized()).write(to: URL(filePath: input))
        _ = try await Python.run(Self.script, [input, output])
        let answers = try JSON(parsing: try Data(contentsOf: URL(filePath: output))).array ?? []
        #expect(answers.count == cases.count)
        for (testCase, answer) in zip(cases, answers) {
            #expect(try testCase.signature() == answer.string, "\(testCase.json.text)")
        }
    }
}
