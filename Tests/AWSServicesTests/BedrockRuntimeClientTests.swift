import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against scripted servers over real connections, with boto3 as a second client.
@Suite(.timeLimit(.minutes(10)))
struct BedrockRuntimeClientTests {
    private let service: ModelService

    init() throws { service = try ModelService() }

    private static let reasoning: JSON = ["reasoningContent": ["text": "hm"]]

    @Test("every kind of event comes as it was sent, in order, whatever Bedrock pads it with")
    func events() async throws {
        let server = try ScriptedServer(streaming: [
            .json("messageStart", ["p": "abcd", "role": "assistant"]),
            .json("contentBlockDelta", ["delta": Self.reasoning, "contentBlockIndex": 0, "p": "ab"]),
            .json("contentBlockStop", ["contentBlockIndex": 0]),
            .json("contentBlockDelta", ["delta": ["text": "Grüße "], "contentBlockIndex": 1]),
            .json("contentBlockDelta", ["delta": ["text": "👋"], "contentBlockIndex": 1]),
            .json(
                "contentBlockStart",
                ["start": ["toolUse": ["toolUseId": "t-1", "name": "order"]], "contentBlockIndex": 2]),
            .json("contentBlockDelta", ["delta": ["toolUse": ["input": "{\"a"]], "contentBlockIndex": 2]),
            .json("contentBlockStart", ["start": ["image": ["format": "png"]], "contentBlockIndex": 3]),
            .json("messageStop", ["stopReason": "tool_use"]), ModelService.metadata,
            .event("hologram", contentType: "application/octet-stream", payload: [1, 255]),
        ])
        let (events, error) = try await service.stream(server)
        #expect(
            events == [
                .messageStart(role: "assistant"), .otherDelta(index: 0, Self.reasoning), .blockStop(index: 0),
                .textDelta(index: 1, "Grüße "), .textDelta(index: 1, "👋"),
                .toolUseStart(index: 2, id: "t-1", name: "order"), .toolInputDelta(index: 2, "{\"a"),
                .otherStart(index: 3, ["image": ["format": "png"]]), .messageStop(.toolUse),
                .metadata(ConverseUsage(inputTokens: 3, outputTokens: 5)),
                .other(name: "hologram", payload: [1, 255]),
            ])
        #expect(error == nil)
    }

    @Test("a whole answer has its blocks, why it ended, and what it cost")
    func whole() async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(
                headers: ["Content-Type": "application/json"],
                text: """
                    {"output": {"message": {"role": "assistant", "content": [
                      {"reasoningContent": {"text": "hm"}}, {"text": "Here"},
                      {"toolUse": {"toolUseId": "t-1", "name": "order", "input": {"items": [1.50]}}}]}},
                     "stopReason": "tired", "metrics": {"latencyMs": 7},
                     "usage": {"inputTokens": 3, "outputTokens": 5, "totalTokens": 8}}
                    """)
        }
        let answer = try await service.converse(server).get()
        #expect(
            answer
                == ConverseResponse(
                    content: [
                        .other(Self.reasoning), .text("Here"),
                        .toolUse(
                            ConverseToolUse(id: "t-1", name: "order", input: try JSON(parsing: #"{"items":[1.50]}"#))),
                    ], stopReason: ConverseStopReason(rawValue: "tired"),
                    usage: ConverseUsage(inputTokens: 3, outputTokens: 5)))
    }

    /// All that a request can say.
    private static let request = ConverseRequest(
        modelID: "amazon.nova-lite-v1:0",
        messages: [
            ConverseMessage(.user, [.text("Grüße \"x\"\n"), .text("two")]),
            ConverseMessage(
                .assistant,
                [.toolUse(ConverseToolUse(id: "t-1", name: "order", input: ["items": [["product": "A", "n": 1]]]))]),
            ConverseMessage(
                .user, [.other(["toolResult": ["toolUseId": "t-1", "content": [["json": ["ok": true]]]]])]),
        ], system: ["Be brief.", "Be kind."], maximumTokens: 512, temperature: 0.2,
        tools: [ConverseTool(name: "order", description: "Takes an order", inputSchema: Self.schema)],
        toolChoice: .tool("order"))
    private static let schema: JSON = [
        "type": "object",
        "properties": [
            "items": ["type": "array", "items": ["type": "object", "properties": ["n": ["type": "integer"]]]],
            "price": ["type": ["number", "null"], "minimum": 0.5],
        ], "required": ["items"],
    ]
    private static let boto3 = """
        schema = json.loads(sys.argv[1])
        full = dict(
            messages=[{'role': 'user', 'content': [{'text': 'Grüße "x"\\n'}, {'text': 'two'}]},
                      {'role': 'assistant', 'content': [{'toolUse': {'toolUseId': 't-1', 'name': 'order',
                                                         'input': {'items': [{'product': 'A', 'n': 1}]}}}]},
                      {'role': 'user', 'content': [{'toolResult': {'toolUseId': 't-1',
                                                                   'content': [{'json': {'ok': True}}]}}]}],
            system=[{'text': 'Be brief.'}, {'text': 'Be kind.'}],
            inferenceConfig={'maxTokens': 512, 'temperature': 0.2},
            toolConfig={'tools': [{'toolSpec': {'name': 'order', 'description': 'Takes an order',
                                                'inputSchema': {'json': schema}}}],
                        'toolChoice': {'tool': {'name': 'order'}}})
        """

    @Test(
        "boto3 sends the same, with ids and ARNs of models and inference profiles in the path",
        arguments: [
            "amazon.nova-lite-v1:0", "eu.anthropic.claude-sonnet-4-20250514-v1:0",
            "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0",
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456",
        ])
    func boto3(_ modelID: String) async throws {
        let server = try ScriptedServer(streaming: [ModelService.metadata])
        _ = try await Python.run(
            """
            import sys, json, boto3
            from botocore.config import Config
            client = boto3.client('bedrock-runtime', config=Config(retries={'max_attempts': 0}))
            \(Self.boto3)
            list(client.converse_stream(modelId=sys.argv[2], **full)['stream'])
            """, [Self.schema.text, modelID],
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url]) { $1 })
        var request = Self.request
        request.modelID = modelID
        _ = try await service.stream(server, request)
        #expect(server.requests.count == 2)
        #expect(server.requests[0].target == server.requests[1].target)
        #expect(server.requests[1].target == "/model/\(PercentEncoding.encode(modelID))/converse-stream")
        #expect(server.requests[0].header("Content-Type") == server.requests[1].header("Content-Type"))
        let bodies = try server.requests.map { try JSON(parsing: $0.body) }
        #expect(bodies[0] == bodies[1])
        // Signatures take the path's percent signs as text.
        for sent in server.requests { #expect(try Self.signedService(sent) == "bedrock") }
    }

    @Test("boto3 sends the same for a whole answer, and for the little that must be said")
    func boto3Whole() async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(
                text: """
                    {"output": {"message": {"role": "assistant", "content": [{"text": "a"}]}}, "stopReason": "end_turn",
                     "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}
                    """)
        }
        _ = try await Python.run(
            """
            import boto3
            boto3.client('bedrock-runtime').converse(
                modelId='local-model', messages=[{'role': 'user', 'content': [{'text': 'Hello'}]}])
            """,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url]) { $1 })
        _ = try await service.converse(server).get()
        #expect(server.requests.map(\.target) == ["/model/local-model/converse", "/model/local-model/converse"])
        let bodies = try server.requests.map { try JSON(parsing: $0.body) }
        #expect(bodies[0] == bodies[1])
    }

    @Test(
        "tools may be left to the model",
        arguments: [
            (nil, nil), (.auto, ["auto": [:]]), (.any, ["any": [:]]),
        ] as [(ConverseRequest.ToolChoice?, JSON?)])
    func toolChoice(_ choice: ConverseRequest.ToolChoice?, _ expected: JSON?) async throws {
        let server = try ScriptedServer(streaming: [])
        var request = ModelService.request
        request.tools = [ConverseTool(name: "order", inputSchema: ["type": "object"])]
        request.toolChoice = choice
        _ = try await service.stream(server, request)
        let body = try JSON(parsing: #require(server.requests.first).body)
        var configuration: JSONObject = [
            "tools": [["toolSpec": ["name": "order", "inputSchema": ["json": ["type": "object"]]]]]
        ]
        configuration["toolChoice"] = expected
        #expect(body["toolConfig"] == .object(configuration))
    }

    @Test("a model id that is empty or would change the path is refused", arguments: ["", ".", ".."])
    func modelID(_ id: String) async throws {
        let server = try ScriptedServer(streaming: [])
        var request = ModelService.request
        request.modelID = id
        #expect(try await service.stream(server, request).error?.code == .configuration)
        #expect(server.requests.isEmpty)
    }

    /// - Throws: when the signature is not right.
    private static func signedService(_ sent: ScriptedRequest) throws -> String {
        let verifier = SigV4Verifier { id in
            AWSCredentials(accessKeyID: id, secretAccessKey: MotoServer.environment["AWS_SECRET_ACCESS_KEY"] ?? "")
        }
        let headers = HTTPHeaders(
            sent.headerLines.map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
            })
        return try verifier.verify(
            method: sent.method, target: sent.target, headers: headers, body: sent.body, now: SystemClock.now()
        ).service
    }
}
