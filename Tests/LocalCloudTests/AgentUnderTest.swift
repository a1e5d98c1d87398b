import Foundation
import Synchronization
import TestSupport
import WireFormats

@testable import LocalCloud

/// The sessions' table in memory, with a switch to make it fail.
final class MemoryToolTable: AgentToolTable {
    struct Broken: Error {}

    private let items = Mutex<[String: JSONObject]>([:])
    private let isBroken: Bool

    init(_ items: [String: JSONObject] = [:], isBroken: Bool = false) {
        self.isBroken = isBroken
        self.items.withLock { $0 = items }
    }

    func item(_ sessionID: String) -> JSONObject { items.withLock { $0[sessionID] ?? [:] } }

    func set(_ attributes: JSONObject, ofSession sessionID: String) async throws {
        guard !isBroken else { throw Broken() }
        items.withLock { items in
            for (name, value) in attributes { items[sessionID, default: [:]][name] = value }
        }
    }

    func append(documentURL: String, toSession sessionID: String) async throws {
        items.withLock { items in
            let urls = items[sessionID]?["document_urls"]?.array ?? []
            items[sessionID, default: [:]]["document_urls"] = .array(urls + [.string(documentURL)])
        }
    }

    func attribute(_ name: String, ofSession sessionID: String) async throws -> JSON? {
        items.withLock { $0[sessionID]?[name] }
    }
}

/// boto3 in front of the stand-in for Bedrock's agents.
enum AgentUnderTest {
    /// The scenarios that are shipped.
    static let shipped = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "events/scenarios").path()

    /// `invoke` gives a summary of each event, or the error that ended the stream.
    private static let preamble = """
        import boto3, json, os, sys
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.exceptions import EventStreamError
        import urllib3, base64
        agent = boto3.client("bedrock-agent-runtime", config=Config(retries={"max_attempts": 0}))
        s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
        def plain(value):
            if isinstance(value, bytes): return base64.b64encode(value).decode()
            if isinstance(value, dict): return {k: plain(v) for k, v in value.items()}
            if isinstance(value, list): return [plain(v) for v in value]
            return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)
        def invoke(name, session="session-1", text="Notes", trace=True, read=plain, **more):
            try:
                answer = agent.invoke_agent(agentId=name, agentAliasId="local", sessionId=session, inputText=text,
                                            enableTrace=trace, **more)
            except ClientError as error:
                return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"],
                        error.response["Error"]["Message"]]
            events = []
            try:
                for event in answer["completion"]:
                    events.append(read(event))
            except EventStreamError as error:
                events.append(["exception", error.response["Error"]["Code"], error.response["Error"]["Message"]])
            except (BotoCoreError, urllib3.exceptions.HTTPError, OSError) as error:
                events.append(["connection", type(error).__name__])
            return events
        def kind(event):
            if "trace" not in event: return next(iter(event))
            trace = event["trace"]["trace"]
            name = next(iter(trace))
            return name if name != "orchestrationTrace" else next(iter(trace[name]))
        def kinds(*arguments, **named): return invoke(*arguments, read=kind, **named)

        """

    static func boto3(_ script: String, _ cloud: LocalCloud, _ changes: [String: String] = [:]) async throws -> JSON {
        let environment = cloud.environment.merging(["AWS_REGION": "us-east-1"]) { $1 }.merging(changes) { $1 }
        return try JSON(parsing: await Python.run(preamble + script, environment: environment))
    }

    /// Runs a script beside the stand-ins, with the shipped scenarios or those in `files`.
    static func run(
        _ script: String, table: MemoryToolTable = MemoryToolTable(), files: [String: String]? = nil,
        artifactsBucket: String? = "artifacts", changes: [String: String] = [:]
    ) async throws -> JSON {
        let folder = try TemporaryDirectory()
        for (name, text) in files ?? [:] {
            try text.write(toFile: folder.path + "/" + name, atomically: true, encoding: .utf8)
        }
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), buckets: ["artifacts"],
            agents: AgentOptions(
                scenarios: files == nil ? shipped : folder.path, table: table, artifactsBucket: artifactsBucket))
        defer { withExtendedLifetime(folder) {} }
        return try await CloudUnderTest.with(options) { cloud in try await boto3(script, cloud, changes) }
    }
}
