import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// botocore makes the requests and reads the answers, whole and streamed. One after the other: a Python that starts keeps a
/// processor busy for a second.
@Suite("Bedrock's Converse and ConverseStream", .serialized)
struct BedrockModelServiceTests {
    @Test("remember what was told in the conversation, and nothing else")
    func memory() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            told = text("My name is Ann.")
            print(json.dumps([
                told, text("My name is Ann.", told, "What is my name?"), text("What is my name?"),
                text("Hi", "Hello", "How many messages can you see?"),
                text("What is my name?", system=[{"text": "Earlier: the user's name is Ann."}]),
            ]))
            """)
        #expect(
            answer == [
                "Nice to meet you, Ann.", "Your name is Ann.",
                "I don't know your name: it is in none of the messages I can see.",
                "I can see 3 messages, 2 of them from you.", "Your name is Ann.",
            ])
    }

    @Test("count tokens, and stop at the limit")
    func limit() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            print(json.dumps([
                ask("Tell me a long story, please", inferenceConfig={"maxTokens": 5, "temperature": 0.2}),
                ask("Tell me a long story", system=[{"text": "Be brief."}])[1:],
            ]))
            """)
        #expect(
            answer[0] == [
                ["text": "Chapter 1. On the day "], "max_tokens",
                ["inputTokens": 6, "outputTokens": 5, "totalTokens": 11],
            ])
        #expect(answer[1]?[0] == "end_turn")
        #expect(answer[1]?[1]?["inputTokens"] == 7)
        let words = try #require(answer[1]?[1]?["outputTokens"]?.int)
        #expect((1_400...1_700).contains(words))
    }

    @Test("write code that runs")
    func code() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            import re, subprocess, sys
            said = text("Write code to add numbers")
            language, program = re.search(r"```(\\w+)\\n(.*?)```", said, re.S).groups()
            print(json.dumps([language, "def task_add_numbers(" in program,
                              subprocess.run([sys.executable, "-c", program], capture_output=True).stdout.decode()]))
            """)
        #expect(answer == ["python", true, "6\n"])
    }

    @Test("fill in a tool's form when they must, and when the text has something for it")
    func tools() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            schema = {"type": "object", "properties": {"items": {"type": "array", "items": {
                "type": "object", "properties": {"product": {"type": "string"}, "quantity": {"type": "integer"}}}}}}
            tools = [{"toolSpec": {"name": "record_order", "inputSchema": {"json": schema}}}]
            may, must = {"tools": tools}, {"tools": tools, "toolChoice": {"tool": {"name": "record_order"}}}
            print(json.dumps([ask("I need 5 units of Product A", toolConfig=may),
                              ask("Nothing today", toolConfig=must)[0],
                              ask("Nothing today", toolConfig={"tools": tools, "toolChoice": {"any": {}}})[1],
                              list(ask("Nothing today", toolConfig=may)[0])]))
            """)
        #expect(
            answer == [
                [
                    [
                        "toolUse": [
                            "name": "record_order", "input": ["items": [["product": "Product A", "quantity": 5]]],
                        ]
                    ], "tool_use", ["inputTokens": 7, "outputTokens": 2, "totalTokens": 9],
                ],
                ["toolUse": ["name": "record_order", "input": ["items": []]]], "tool_use", ["text"],
            ])
    }

    @Test("fail as the prompt says, whole and streamed")
    func failures() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            markers = ["throttle", "fail", "timeout", "denied", "too long", "ModelNotReadyException",
                       "serviceunavailableexception"]
            print(json.dumps([ask(f"Hello [{marker}] there")[:2] for marker in markers]))
            """)
        #expect(
            answer == [
                [429, "ThrottlingException"], [500, "InternalServerException"], [408, "ModelTimeoutException"],
                [403, "AccessDeniedException"], [400, "ValidationException"], [429, "ModelNotReadyException"],
                [503, "ServiceUnavailableException"],
            ])
    }

    @Test("fail so often as the prompt says, each conversation for itself, and then answer")
    func times() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            print(json.dumps([stream(conversation(t))[1] for t in
                              ["[throttle twice] A", "[throttle twice] A", "[fail once] B", "[throttle twice] A",
                               "[fail once] B", "[throttle twice] A"]]))
            """)
        let (throttled, done) = ("ThrottlingException" as JSON, "end_turn" as JSON)
        #expect(answer == [throttled, throttled, "InternalServerException", done, done, throttled])
    }

    @Test("break off halfway, with an exception or without a word")
    func midway() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            print(json.dumps([stream(conversation("One two three four [cut]")),
                              stream(conversation("One two three four [ModelStreamErrorException midway]")),
                              whole(conversation("One two three four [cut]"))]))
            """)
        #expect(answer[0]?[0]?.string?.hasPrefix("You said: “One two three four") == true)
        #expect(answer[0]?[1] == "connection")
        #expect(answer[1]?[0] == answer[0]?[0])
        #expect(answer[1]?[2] == "modelStreamErrorException")
        #expect(answer[2] == ["connection"])
    }

    @Test("refuse what is not signed with the right credentials")
    func signature() async throws {
        let answer = try await ModelUnderTest.boto3(
            #"print(json.dumps(ask("Hello")[:2]))"#, changes: ["AWS_SECRET_ACCESS_KEY": "wrong"])
        #expect(answer == [403, "InvalidSignatureException"])
    }

    @Test("take an inference profile's ARN, and nothing that is no model id")
    func modelIDs() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            def try_(id):
                try:
                    return model.converse(modelId=id, messages=conversation("Hi"))["stopReason"]
                except ClientError as e:
                    return error(e)[1:]
            print(json.dumps([try_("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"),
                              try_("no model")]))
            """)
        #expect(answer == ["end_turn", ["ValidationException", "The provided model identifier is invalid."]])
    }

    @Test("refuse in Bedrock's words what the model's id says that it does not take, and answer without")
    func limits() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            tools = {"tools": [{"toolSpec": {"name": "order", "inputSchema": {"json": {"type": "object"}}}}]}
            forced = tools | {"toolChoice": {"any": {}}}
            hello = conversation("Hello")
            def both(id, **more):
                return [whole(hello, modelId=id, **more)[-1], stream(hello, modelId=id, **more)[-1]]
            refused = lambda id, **more: [e if isinstance(e, str) else "answered" for e in both("x." + id, **more)]
            print(json.dumps([
                refused("no-temperature", inferenceConfig={"temperature": 0}), refused("no-temperature"),
                refused("no-system", system=[{"text": "Be brief."}]), refused("no-system"),
                refused("no-streaming"), refused("no-streamed-tools", toolConfig=tools), refused("no-streamed-tools"),
                refused("no-tools", toolConfig=tools), refused("no-tool-choice", toolConfig=forced),
                refused("no-tool-choice", toolConfig=tools),
                refused("max-tokens-9", inferenceConfig={"maxTokens": 10}),
                refused("max-tokens-9", inferenceConfig={"maxTokens": 9}),
                refused("min-tokens-16", inferenceConfig={"maxTokens": 15}),
            ]))
            """)
        func twice(_ text: String) -> JSON { [.string(text), .string(text)] }
        #expect(
            answer == [
                twice("The model returned the following errors: `temperature` is deprecated for this model."),
                twice("answered"),
                twice(
                    "This model doesn't support system messages. Try again without a system message or use a model "
                        + "that supports system messages."), twice("answered"),
                ["answered", "The model is unsupported for streaming."],
                ["answered", "This model doesn't support tool use in streaming mode."], twice("answered"),
                twice("This model doesn't support tool use."),
                twice(
                    "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any "
                        + "and try again."), twice("answered"),
                twice(
                    "The maximum tokens you requested exceeds the model limit of 9. Try again with a maximum tokens "
                        + "value that is lower than 9."), twice("answered"),
                twice(
                    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 "
                        + "instead."),
            ])
    }

    @Test("think first where the model's id says so, of the same tokens")
    func thoughts() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            def blocks(tokens):
                more = dict(modelId="x.thinks", messages=conversation("Hello"), inferenceConfig={"maxTokens": tokens})
                answer = model.converse(**more)
                said = [[list(b)[0], b.get("text")] for b in answer["output"]["message"]["content"]]
                stopped, deltas = None, {}
                for event in model.converse_stream(**more)["stream"]:
                    if "contentBlockDelta" in event:
                        delta = event["contentBlockDelta"]["delta"]
                        block = deltas.setdefault(event["contentBlockDelta"]["contentBlockIndex"], [list(delta)[0], None])
                        if "text" in delta: block[1] = (block[1] or "") + delta["text"]
                    stopped = event.get("messageStop", {}).get("stopReason", stopped)
                assert [list(d) for d in deltas.values()] == said and stopped == answer["stopReason"], (deltas, said)
                return [said, stopped, answer["usage"]["outputTokens"]]
            print(json.dumps([blocks(5), blocks(25), blocks(27)]))
            """)
        let thoughts: JSON = ["reasoningContent", nil]
        #expect(
            answer == [
                [[thoughts], "max_tokens", 5], [[thoughts], "max_tokens", 25],
                [[thoughts, ["text", "You said: "]], "max_tokens", 27],
            ])
    }

    @Test("refuse any other operation")
    func operations() async throws {
        let answer = try await ModelUnderTest.boto3(
            """
            try:
                model.invoke_model(modelId="local-model", body=b"{}")
            except ClientError as e:
                print(json.dumps(error(e)[:2]))
            """)
        #expect(answer == [404, "UnknownOperationException"])
    }
}
