import AWSCore
import Synchronization
import WireFormats

/// The services beside the store, on loopback: each answers at once with as little as its client takes, so that what is
/// measured is Colloquy. Lambda, S3, Bedrock's models and agents, and Twilio.
final class CloudStub: Sendable {
    private let server: LoopbackServer
    private let counts: Counts

    var endpoint: String { "http://127.0.0.1:\(server.port)" }

    /// Of Lambda, since the last ``reset()``.
    var invocations: Int { counts.invocations.withLock { $0 } }

    func reset() { counts.invocations.withLock { $0 = 0 } }

    private final class Counts: Sendable {
        let invocations = Mutex(0)
    }

    /// An agent makes twenty observations before it is done, or as many as ``agentSteps(_:)`` in its task says.
    init() throws {
        let counts = Counts()
        self.counts = counts
        let model = try Self.stream(Self.modelEvents)
        let agent = try Self.stream(Self.agentEvents(20))
        server = try LoopbackServer { message in
            let parts = message.line.split(separator: " ")
            guard parts.count >= 2 else { return response("400 Bad Request", body: []) }
            let target = parts[1]
            if target.hasPrefix("/2015-03-31/functions/") {
                counts.invocations.withLock { $0 += 1 }
                return response("202 Accepted", body: [])
            }
            if target.hasPrefix("/model/") { return model }
            if target.hasPrefix("/agents/") {
                guard let steps = Self.agentSteps(in: message.body) else { return agent }
                // It could be encoded a moment ago.
                return (try? Self.stream(Self.agentEvents(steps))) ?? response("500 Server Error", body: [])
            }
            if target.hasPrefix("/2010-04-01/Accounts/") {
                return target.contains("/Media/") ? Self.twilioMedium : Self.twilioMessage
            }
            if parts[0] == "GET" { return Self.objects(String(target)) }
            return response("200 OK", headers: [#"ETag: "0""#], body: [])
        }
    }

    private static func stream(_ messages: [EventStreamMessage]) throws -> [UInt8] {
        response(
            "200 OK", headers: ["Content-Type: application/vnd.amazon.eventstream"],
            body: try messages.flatMap { try $0.encoded() })
    }

    // MARK: - Bedrock

    private static let stepsMark = "Steps to take: "

    /// Words for a task that let the agent make as many observations.
    static func agentSteps(_ count: Int) -> String { "\(stepsMark)\(count)." }

    private static func agentSteps(in request: [UInt8]) -> Int? {
        let text = String(decoding: request, as: UTF8.self)
        guard let mark = text.firstRange(of: stepsMark) else { return nil }
        return Int(text[mark.upperBound...].prefix(while: \.isNumber))
    }

    private static func event(_ type: String, _ payload: JSON) -> EventStreamMessage {
        .event(type, payload: payload.serialized())
    }

    private static let modelEvents = [
        event("messageStart", ["role": "assistant"]),
        event(
            "contentBlockDelta",
            ["delta": ["text": "Begin with the Alfama, early, before the trams fill up."], "contentBlockIndex": 0]),
        event("contentBlockStop", ["contentBlockIndex": 0]),
        event("messageStop", ["stopReason": "end_turn"]),
        event(
            "metadata",
            ["usage": ["inputTokens": 20, "outputTokens": 12, "totalTokens": 32], "metrics": ["latencyMs": 1]]),
    ]

    private static func agentEvents(_ steps: Int) -> [EventStreamMessage] {
        let steps = (0..<steps).map { number in
            event(
                "trace",
                [
                    "agentId": "BENCHAGENT", "sessionId": "bench",
                    "trace": [
                        "orchestrationTrace": [
                            "rationale": [
                                "traceId": .string("t-\(number)"),
                                "text": .string("Step \(number): I compare what was asked for with what was found."),
                            ]
                        ]
                    ],
                ])
        }
        return steps + [event("chunk", ["bytes": .string(Base64.encode(Array("Both documents are ready.".utf8)))])]
    }

    // MARK: - Twilio and S3

    private static let twilioMessage = response(
        "201 Created", headers: ["Content-Type: application/json"],
        body: ([
            "sid": .string("SM" + String(repeating: "f", count: 32)), "status": "queued", "body": "",
            "to": "whatsapp:+14155550100", "from": .string(TwilioEvent.ourAddress), "num_segments": "1",
            "date_created": "Sat, 21 Nov 2026 09:00:00 +0000",
        ] as JSON).serialized())

    private static let twilioMedium = response(
        "307 Temporary Redirect", headers: ["Location: https://media.example.com/picture.jpg"], body: [])

    /// Both documents under every prefix that is asked for.
    private static func objects(_ target: String) -> [UInt8] {
        let query = target.drop { $0 != "?" }.dropFirst()
        let prefix = PercentEncoding.decodeForm(query)?.first { $0.name == "prefix" }?.value ?? ""
        let contents = ["presentation.pptx", "sow.docx"].map { name in
            "<Contents><Key>\(prefix)\(name)</Key><LastModified>2026-11-21T09:00:00.000Z</LastModified>"
                + "<ETag>&quot;0&quot;</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
        }
        let list =
            #"<?xml version="1.0" encoding="UTF-8"?><ListBucketResult "#
            + #"xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>artifacts</Name>"#
            + "<Prefix>\(prefix)</Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys>"
            + "<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
            + "\(contents.joined())</ListBucketResult>"
        return response("200 OK", headers: ["Content-Type: application/xml"], body: Array(list.utf8))
    }
}
