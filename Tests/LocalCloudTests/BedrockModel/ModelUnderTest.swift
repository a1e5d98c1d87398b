import AWSCore
import TestSupport
import WireFormats

@testable import LocalCloud

/// boto3 in front of the stand-in for Bedrock's models.
enum ModelUnderTest {
    /// `ask` gives what Converse and ConverseStream say to a conversation, after making sure that they say the same.
    private static let preamble = """
        import boto3, json, os, urllib3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError, EventStreamError
        model = boto3.client("bedrock-runtime", config=Config(retries={"max_attempts": 0}))
        def conversation(*texts):
            return [{"role": "assistant" if n % 2 else "user", "content": [{"text": t}]} for n, t in enumerate(texts)]
        def error(error):
            return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"],
                    error.response["Error"]["Message"]]
        def whole(messages, **more):
            try:
                answer = model.converse(**{"modelId": "local-model"} | more, messages=messages)
            except ClientError as e:
                return error(e)
            except (BotoCoreError, urllib3.exceptions.HTTPError) as e:
                return ["connection"]
            return [answer["output"]["message"]["content"][0], answer["stopReason"], answer["usage"]]
        def stream(messages, **more):
            text, tool, end = "", None, []
            try:
                answer = model.converse_stream(**{"modelId": "local-model"} | more, messages=messages)
            except ClientError as e:
                return error(e)
            try:
                for event in answer["stream"]:
                    (kind, value), = event.items()
                    if kind == "contentBlockStart": tool = {**value["start"]["toolUse"], "input": ""}
                    elif kind == "contentBlockDelta" and tool: tool["input"] += value["delta"]["toolUse"]["input"]
                    elif kind == "contentBlockDelta": text += value["delta"]["text"]
                    elif kind == "messageStop": end.append(value["stopReason"])
                    elif kind == "metadata": end.append(value["usage"])
            except EventStreamError as e:
                return [text, "exception", e.response["Error"]["Code"]]
            except (BotoCoreError, urllib3.exceptions.HTTPError) as e:
                return [text, "connection"]
            if tool: tool["input"] = json.loads(tool["input"])
            return [{"toolUse": tool} if tool else {"text": text}] + end
        def plain(answer):
            if isinstance(answer[0], dict) and "toolUse" in answer[0]: answer[0]["toolUse"].pop("toolUseId")
            return answer
        def ask(*texts, **more):
            answers = [plain(whole(conversation(*texts), **more)), plain(stream(conversation(*texts), **more))]
            assert answers[0] == answers[1], answers
            return answers[0]
        def text(*texts, **more): return ask(*texts, **more)[0]["text"]
        """

    /// Runs a script that prints JSON.
    static func boto3(_ script: String, changes: [String: String] = [:]) async throws -> JSON {
        let credentials = AWSCredentials.madeUp()
        let service = BedrockModelService(
            signatures: SignatureCheck(
                service: "bedrock", region: "us-east-1", credentials: credentials, now: SystemClock.now),
            pause: .zero)
        let server = try await LoopbackServer.start(
            maximumBodySize: BedrockModelService.maximumBodySize, answer: service.answer)
        var environment = [
            "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
        ]
        environment["AWS_SESSION_TOKEN"] = credentials.sessionToken
        let printed: Result<String, any Error>
        do {
            printed = .success(
                try await Python.run(preamble + "\n" + script, environment: environment.merging(changes) { $1 }))
        } catch {
            printed = .failure(error)
        }
        await server.stop()
        return try JSON(parsing: printed.get())
    }
}
