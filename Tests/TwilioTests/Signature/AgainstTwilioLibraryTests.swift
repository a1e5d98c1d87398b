import Cryptography
import Foundation
import Gateway
import TestSupport
import Testing
import Twilio
import WireFormats

@Suite("Signatures beside Twilio's library")
struct AgainstTwilioLibraryTests {
    /// What Twilio signed, and what arrived.
    private struct Case {
        var signed: Side
        var arrived: Side
        var tampersSignature: Bool

        struct Side {
            var scheme: String
            var host: String
            var path: String
            var query: String
            var fields: [FormField]
            /// JSON, in place of the fields.
            var body: String?

            var url: String { "\(scheme)://\(host)\(path)" + (query.isEmpty ? "" : "?" + query) }
        }

        var json: JSON {
            [
                "signed_url": .string(signed.url), "signed_fields": Self.json(signed.fields),
                "url": .string(arrived.url), "fields": Self.json(arrived.fields),
                "body": arrived.body.map(JSON.string) ?? .null, "tampers": .bool(tampersSignature),
            ]
        }

        private static func json(_ fields: [FormField]) -> JSON {
            .array(fields.map { [.string($0.name), .string($0.value)] })
        }

        func request(signature: String) -> Request {
            let body = arrived.body ?? FormBody(fields: arrived.fields).encoded
            return Request(
                method: "POST", path: "/elsewhere",
                target: RequestTarget(path: arrived.path, query: arrived.query), query: [],
                headers: [
                    "Host": arrived.host, "X-Forwarded-Proto": arrived.scheme, "X-Twilio-Signature": signature,
                    "Content-Type": arrived.body == nil ? "application/x-www-form-urlencoded" : "application/json",
                ], body: Array(body.utf8), caller: .anonymous)
        }
    }

    private static let token = "a token of ours"

    /// Signs what was signed, judges what arrived.
    private static let judge = """
        import json, sys
        from twilio.request_validator import RequestValidator
        class Fields:
            def __init__(self, pairs): self.pairs = pairs
            def __iter__(self): return iter([name for name, _ in self.pairs])
            def __len__(self): return len(self.pairs)
            def getall(self, name): return [value for other, value in self.pairs if other == name]
        validator = RequestValidator(sys.argv[2])
        for line in open(sys.argv[1], encoding='utf-8'):
            case = json.loads(line)
            signature = validator.compute_signature(case['signed_url'], Fields(case['signed_fields']))
            if case['tampers']: signature = ('B' if signature[0] == 'A' else 'A') + signature[1:]
            params = Fields(case['fields']) if case['body'] is None else case['body']
            print(signature, validator.validate(case['url'], params, signature))
        """

    @Test("10,000 requests are signed the same, and taken or refused as Twilio's library does")
    func verdictsAgree() async throws {
        var random = SeededGenerator(seed: 57_012)
        let cases = (0..<10_000).map { _ in Self.makeCase(&random) }
        let directory = try TemporaryDirectory()
        let lines = cases.map { String(decoding: $0.json.serialized(), as: UTF8.self) }
        try lines.joined(separator: "\n").write(toFile: directory.path + "/cases", atomically: true, encoding: .utf8)
        let verdicts = try await Python.run(Self.judge, [directory.path + "/cases", Self.token])
            .split(separator: "\n").map { $0.split(separator: " ") }
        try #require(verdicts.count == cases.count)

        let token = TwilioAuthToken(Self.token)
        let validator = TwilioRequestValidator(tokens: [token], baseURL: nil)
        var disagreements: [String] = []
        var validCount = 0
        for (position, (item, verdict)) in zip(cases, verdicts).enumerated() {
            let signature = String(verdict[0])
            let isValid = verdict[1] == "True"
            validCount += isValid ? 1 : 0
            let ours = TwilioSignature.sign(url: item.signed.url, fields: item.signed.fields, key: token.key)
            if !item.tampersSignature, ours != signature { disagreements.append("signature of \(lines[position])") }
            if validator.isValid(item.request(signature: signature)) != isValid {
                disagreements.append("\(isValid) \(lines[position])")
            }
        }
        #expect(disagreements.prefix(5) == [])
        #expect((3_000...7_000).contains(validCount), "\(validCount) of them are valid")
    }

    private static func makeCase(_ random: inout SeededGenerator) -> Case {
        var side = Case.Side(
            scheme: random.pick(["https", "http"]),
            host: random.pick(["example.com", "Bots.Example.org", "a.example:8443", "b.example:443", "c.example:80"]),
            path: random.pick(["/webhook", "/prod/twilio-webhook-opt", "/a%20b/it's", "/x;y=1/~"]),
            query: random.pick(["", "a=1", "q=it's&b=%27", "b=2&a=1&a=", "x=%E2%82%AC"]), fields: [], body: nil)
        if random.isTrue(oneIn: 5) {
            let body = random.pick([#"{"a":1}"#, "[]", #"{"text":"é 😀"}"#])
            side.query += (side.query.isEmpty ? "" : "&") + "bodySHA256=" + hexadecimal(SHA256.hash(data: body.utf8))
            side.body = body
        } else {
            side.fields = (0..<random.below(12)).map { _ in
                FormField(name: random.pick(names), value: random.pick(values))
            }
        }
        var arrived = side
        if !random.isTrue(oneIn: 3) { change(&arrived, &random) }
        return Case(signed: side, arrived: arrived, tampersSignature: random.isTrue(oneIn: 12))
    }

    /// Changes something that matters, or something that does not.
    private static func change(_ side: inout Case.Side, _ random: inout SeededGenerator) {
        switch random.below(8) {
        case 0:
            let host = side.host.prefix { $0 != ":" }
            side.host = host + random.pick(["", ":443", ":80", ":8443"])
        case 1 where side.body == nil: side.query = random.pick(["", "a=1", "a=2", side.query])
        case 2: side.scheme = random.pick(["https", "http"])
        case 3: side.path = random.pick([side.path, side.path + "/", side.path.uppercased()])
        case 4: side.fields.append(FormField(name: random.pick(names), value: random.pick(values)))
        case 5 where !side.fields.isEmpty: side.fields.remove(at: random.below(side.fields.count))
        case 6 where side.body != nil: side.body? += random.pick(["", " "])
        case 6 where !side.fields.isEmpty: side.fields.append(random.pick(side.fields))
        default: side.fields.shuffle(using: &random)
        }
    }

    private static let names = [
        "Body", "From", "To", "NumMedia", "MediaUrl0", "body", "é", "e\u{301}", "a b", "A", "AA", "😀", "\u{FFFD}", "Z",
    ]
    private static let values = [
        "", " ", "Hi", " Hi ", "+14155550100", "a&b=c", "100%", "it's", "é", "e\u{301}", "😀", "\u{FB01}",
        "line\r\nline",
        "\u{0}", "<xml>", "日本語",
    ]
}
