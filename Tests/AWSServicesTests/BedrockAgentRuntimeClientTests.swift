import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against scripted servers over real connections, with boto3 as a second client.
@Suite(.timeLimit(.minutes(10)))
struct BedrockAgentRuntimeClientTests {
    private let service: AgentService

    init() throws { service = try AgentService() }

    private static let trace: JSON = [
        "agentId": "AGENT", "sessionId": "S", "trace": ["orchestrationTrace": ["rationale": ["text": "why é"]]],
    ]
    private static let messages: [EventStreamMessage] = [
        .event("trace", payload: trace.serialized()),
        .event("chunk", payload: Array(#"{"bytes":"SGVsbG8sIMM="}"#.utf8)),
        .event("chunk", payload: Array(#"{"bytes":"qSE=","attribution":{"citations":[]}}"#.utf8)),
        .event("chunk", payload: Array(#"{"attribution":{}}"#.utf8)),
        .event("returnControl", payload: Array(#"{"invocationId":"i"}"#.utf8)),
        .event("files", payload: Array(#"{"files":[]}"#.utf8)),
        .event("hologram", contentType: "application/octet-stream", payload: [1, 2, 255]),
    ]
    private static let events: [AgentEvent] = [
        .trace(trace), .chunk(Array("Hello, ".utf8) + [0xC3]), .chunk([0xA9, 0x21]), .chunk([]),
        .returnControl(["invocationId": "i"]), .files(["files": []]), .other(name: "hologram", payload: [1, 2, 255]),
    ]

    @Test("every kind of event comes as it was sent, in order")
    func events() async throws {
        let (events, error) = try await service.run(ScriptedServer(streaming: Self.messages))
        #expect(events == Self.events)
        #expect(error == nil)
    }

    @Test("a stream may come a byte at a time")
    func bytes() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.writeEventStreamHead()
            for byte in try Self.messages.flatMap({ try $0.encoded() }) { try connection.writeChunk([byte]) }
            try connection.writeEnd()
        }
        let (events, error) = try await service.run(server)
        #expect(events == Self.events)
        #expect(error == nil)
    }

    @Test("an event is there before the next one is sent")
    func immediate() async throws {
        let go = Shared(0)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.writeEventStreamHead()
            for (number, message) in Self.messages.enumerated() {
                while go.value < number { connection.pause(seconds: 0.001) }
                try connection.write(message)
            }
            try connection.writeEnd()
        }
        let stream = try await service.client(server.url).invokeAgent(AgentService.request)
        #expect(stream.requestID == "REQUEST")
        var events: [AgentEvent] = []
        for try await event in stream {
            events.append(event)
            go.value = events.count
        }
        #expect(events == Self.events)
    }

    @Test("the request is signed for Bedrock and says what was asked")
    func request() async throws {
        let server = try ScriptedServer(streaming: [])
        var request = AgentService.request
        (request.inputText, request.enableTrace, request.endSession) = ("Grüße \"x\"\n", false, true)
        _ = try await service.run(server, request)
        let sent = try #require(server.requests.first)
        #expect(sent.method == "POST")
        #expect(
            sent.target == "/agents/AGENT/agentAliases/ALIAS/sessions/5c0c8f9e-0000-4000-8000-000000000001/text")
        #expect(sent.header("Content-Type") == "application/json")
        #expect(
            try JSON(parsing: sent.body)
                == ["inputText": "Grüße \"x\"\n", "enableTrace": false, "endSession": true])
        let verifier = SigV4Verifier { id in
            AWSCredentials(accessKeyID: id, secretAccessKey: MotoServer.environment["AWS_SECRET_ACCESS_KEY"] ?? "")
        }
        let headers = HTTPHeaders(
            sent.headerLines.map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
            })
        let identity = try verifier.verify(
            method: sent.method, target: sent.target, headers: headers, body: sent.body, now: SystemClock.now())
        #expect(identity.service == "bedrock")
    }

    @Test("boto3 asks the same of a server, and reads the same from it")
    func boto3() async throws {
        let server = try ScriptedServer(streaming: Array(Self.messages.prefix(6)))
        let printed = try await Python.run(
            """
            import sys, json, base64, boto3
            client = boto3.client('bedrock-agent-runtime')
            answer = client.invoke_agent(agentId='AGENT', agentAliasId='ALIAS', sessionId='s:1', inputText='Hello',
                                         enableTrace=True, endSession=False)
            def plain(value): return base64.b64encode(value).decode() if isinstance(value, bytes) else value
            print(json.dumps(list(answer['completion']), default=plain))
            """,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": server.url]) { $1 })
        let expected: JSON = [
            ["trace": Self.trace], ["chunk": ["bytes": "SGVsbG8sIMM="]],
            ["chunk": ["bytes": "qSE=", "attribution": ["citations": []]]], ["chunk": ["attribution": [:]]],
            ["returnControl": ["invocationId": "i"]], ["files": ["files": []]],
        ]
        #expect(try JSON(parsing: printed.trimmingCharacters(in: .whitespacesAndNewlines)) == expected)
        var request = AgentService.request
        request.sessionID = "s:1"
        _ = try await service.run(server, request)
        #expect(server.requests.count == 2)
        #expect(server.requests[0].target == server.requests[1].target)
        // botocore orders members otherwise.
        let bodies = try server.requests.map { try JSON(parsing: $0.body) }
        #expect(bodies[0] == bodies[1])
    }

    @Test("names travel percent-encoded")
    func encoding() async throws {
        let server = try ScriptedServer(streaming: [])
        _ = try await service.run(
            server, InvokeAgentRequest(agentID: "a/b", agentAliasID: "c?d", sessionID: "é ../", inputText: ""))
        #expect(server.requests.map(\.target) == ["/agents/a%2Fb/agentAliases/c%3Fd/sessions/%C3%A9%20..%2F/text"])
    }

    @Test("names that are empty or would change the path are refused", arguments: ["", ".", ".."])
    func names(_ name: String) async throws {
        let server = try ScriptedServer(streaming: [])
        for index in 0..<3 {
            var request = AgentService.request
            switch index {
            case 0: request.agentID = name
            case 1: request.agentAliasID = name
            default: request.sessionID = name
            }
            #expect(try await service.run(server, request).error?.code == .configuration)
        }
        #expect(server.requests.isEmpty)
    }
}
