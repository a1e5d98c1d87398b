import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import WireFormats

/// A client of ours for servers that speak as Bedrock's agent runtime does, or fail to.
struct AgentService {
    let loop: CurlEventLoop
    let transport: HTTPClient

    init() throws {
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    static let request = InvokeAgentRequest(
        agentID: "AGENT", agentAliasID: "ALIAS", sessionID: "5c0c8f9e-0000-4000-8000-000000000001", inputText: "Hello")

    func client(_ url: String) throws -> BedrockAgentRuntimeClient {
        try BedrockAgentRuntimeClient(
            Cloud.context(
                environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": url]) { $1 },
                transport: transport, loop: loop))
    }

    /// All events that a server sends, and the error that ends them.
    func run(
        _ server: ScriptedServer, _ request: InvokeAgentRequest = request
    ) async throws -> (events: [AgentEvent], error: AWSError?) {
        let client = try client(server.url)
        var events: [AgentEvent] = []
        do {
            for try await event in try await client.invokeAgent(request) { events.append(event) }
            return (events, nil)
        } catch {
            return (events, error)
        }
    }
}

extension ScriptedConnection {
    static let eventStreamHead = """
        HTTP/1.1 200 OK\r
        Content-Type: application/vnd.amazon.eventstream\r
        x-amzn-RequestId: REQUEST\r
        Transfer-Encoding: chunked\r
        \r

        """

    /// Begins an event stream.
    func writeEventStreamHead() throws { try write(Self.eventStreamHead) }

    /// A part of a body in `chunked` coding.
    func writeChunk(_ bytes: [UInt8]) throws {
        try write("\(String(bytes.count, radix: 16))\r\n".utf8 + bytes + "\r\n".utf8)
    }

    func write(_ message: EventStreamMessage) throws { try writeChunk(message.encoded()) }

    /// Ends a body in `chunked` coding.
    func writeEnd() throws { try write("0\r\n\r\n") }
}

extension ScriptedServer {
    /// Answers each request with a stream of these messages.
    convenience init(streaming messages: [EventStreamMessage]) throws {
        try self.init { connection in
            while try connection.readRequest() != nil {
                try connection.writeEventStreamHead()
                for message in messages { try connection.write(message) }
                try connection.writeEnd()
            }
        }
    }

    /// Waits until no connection is open.
    func waitUntilClosed() async throws {
        while openConnectionCount > 0 { try await Task.sleep(for: .milliseconds(2)) }
    }
}

/// A value that a test and a server's script share.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value {
        get { mutex.withLock(\.self) }
        set { mutex.withLock { $0 = newValue } }
    }
}
