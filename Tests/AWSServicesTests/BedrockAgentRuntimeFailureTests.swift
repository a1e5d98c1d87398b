import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// What can go wrong while an agent answers, over real connections.
@Suite(.timeLimit(.minutes(10)))
struct BedrockAgentRuntimeFailureTests {
    private let service: AgentService

    init() throws { service = try AgentService() }

    private static let chunk = EventStreamMessage.event("chunk", payload: Array(#"{"bytes":"YQ=="}"#.utf8))

    /// All of the service's model.
    static let exceptions = [
        ServiceException(name: "accessDeniedException", status: 403),
        ServiceException(name: "badGatewayException", status: 502, isRetryable: true),
        ServiceException(name: "conflictException", status: 409),
        ServiceException(name: "dependencyFailedException", status: 424),
        ServiceException(name: "internalServerException", status: 500, isRetryable: true),
        ServiceException(name: "modelNotReadyException", status: 424, isRetryable: true, isThrottling: true),
        ServiceException(name: "resourceNotFoundException", status: 404),
        ServiceException(name: "serviceQuotaExceededException", status: 400),
        ServiceException(name: "throttlingException", status: 429, isRetryable: true, isThrottling: true),
        ServiceException(name: "validationException", status: 400),
    ]

    @Test("an exception in the stream ends it under its name in HTTP answers", arguments: exceptions)
    func inStream(_ exception: ServiceException) async throws {
        let server = try ScriptedServer(streaming: [
            Self.chunk, .exception(exception.name, payload: Array(#"{"message":"words","resourceName":"r"}"#.utf8)),
            Self.chunk,
        ])
        let (events, error) = try await service.run(server)
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == exception.summary)
        #expect(error?.message == "words")
        #expect(error?.body?["resourceName"]?.string == "r")
        #expect(error?.requestID == "REQUEST")
        #expect(error?.mayHaveTakenEffect == true)
    }

    @Test("an exception as an HTTP answer is the same error, and nothing is tried again", arguments: exceptions)
    func asAnswer(_ exception: ServiceException) async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(
                status: exception.status, headers: ["x-amzn-ErrorType": exception.code, "x-amzn-RequestId": "R"],
                text: #"{"message":"words"}"#)
        }
        let (events, error) = try await service.run(server)
        #expect(events.isEmpty)
        #expect(ErrorSummary(error) == exception.summary)
        #expect(error?.message == "words")
        #expect(error?.requestID == "R")
        #expect(server.requests.count == 1)
    }

    @Test("an exception without readable words keeps its name", arguments: ["", "{}", "<html>", #"{"message":null}"#])
    func wordless(_ payload: String) async throws {
        let server = try ScriptedServer(streaming: [.exception("throttlingException", payload: Array(payload.utf8))])
        let error = try await service.run(server).error
        #expect(error?.code == .service("ThrottlingException"))
        #expect(error?.isThrottling == true)
    }

    @Test("an exception that is newer than this client is an error of its name")
    func unknownException() async throws {
        let server = try ScriptedServer(streaming: [.exception("tiredException", payload: [])])
        let error = try await service.run(server).error
        #expect(ErrorSummary(error) == ErrorSummary(.service("TiredException"), isRetryable: false))
    }

    @Test("an error that is in no model has its code and message")
    func unmodeledError() async throws {
        let server = try ScriptedServer(streaming: [Self.chunk, .error(code: "InternalError", message: "words")])
        let (events, error) = try await service.run(server)
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == ErrorSummary(.service("InternalError"), isRetryable: false))
        #expect(error?.message == "words")
    }

    @Test("429 throttles whatever its body")
    func tooManyRequests() async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(status: 429, text: "<html>") }
        let error = try await service.run(server).error
        #expect(ErrorSummary(error) == ErrorSummary(.service("TooManyRequests"), isRetryable: true, isThrottling: true))
        #expect(server.requests.count == 1)
    }

    // MARK: - Streams that break

    private static let lost = ErrorSummary(.transport(.connectionLost), isRetryable: true)
    private static let invalid = ErrorSummary(.invalidResponse, isRetryable: false)

    /// A server whose answer, after a chunk, goes on as `script` says.
    private func server(_ script: @escaping @Sendable (ScriptedConnection) throws -> Void) throws -> ScriptedServer {
        try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.writeEventStreamHead()
            try connection.write(Self.chunk)
            try script(connection)
        }
    }

    @Test("a body that ends inside a message is a lost connection", arguments: [1, 11, 12, 13, 60, 100])
    func cutMessage(_ length: Int) async throws {
        let server = try server { connection in
            try connection.writeChunk(Array(Self.chunk.encoded().prefix(length)))
            try connection.writeEnd()
        }
        let (events, error) = try await service.run(server)
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == Self.lost)
    }

    @Test("a connection that closes or is reset between messages is lost, not the end", arguments: [false, true])
    func cutConnection(_ isReset: Bool) async throws {
        let read = Shared(false)
        let server = try server { connection in
            while !read.value { connection.pause(seconds: 0.001) }
            if isReset { connection.reset() }
        }
        var events = try await service.client(server.url).invokeAgent(AgentService.request).makeAsyncIterator()
        #expect(try await events.next() == .chunk([0x61]))
        read.value = true
        let error = await #expect(throws: AWSError.self) { _ = try await events.next() }
        #expect(ErrorSummary(error) == Self.lost)
        #expect(error?.mayHaveTakenEffect == true)
        #expect(try await events.next() == nil)
    }

    @Test("a request whose connection is lost is not sent again")
    func lostRequest() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.reset()
        }
        #expect(ErrorSummary(try await service.run(server).error) == Self.lost)
        #expect(server.requests.count == 1)
    }

    @Test("a server that is not there is an error to try again")
    func refused() async throws {
        let port = try RefusingPort()
        let client = try service.client(port.url)
        let error = await #expect(throws: AWSError.self) { _ = try await client.invokeAgent(AgentService.request) }
        #expect(ErrorSummary(error) == ErrorSummary(.transport(.connect), isRetryable: true))
        #expect(error?.mayHaveTakenEffect == false)
    }

    @Test("a message with a wrong checksum, or one that is too long, is no answer", arguments: [false, true])
    func damaged(_ isTooLong: Bool) async throws {
        let server = try server { connection in
            var bytes = try Self.chunk.encoded()
            if isTooLong {
                let lengths = withUnsafeBytes(of: UInt32.max.bigEndian) { Array($0) } + [0, 0, 0, 0]
                bytes = lengths + withUnsafeBytes(of: CRC32.checksum(lengths).bigEndian) { Array($0) }
            } else {
                bytes[40] ^= 1
            }
            try connection.writeChunk(bytes)
            _ = connection.waitForEnd()
        }
        let (events, error) = try await service.run(server)
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == Self.invalid)
        try await server.waitUntilClosed()
    }

    @Test(
        "an event that is not what the model says is no answer",
        arguments: [
            .event("chunk", payload: Array("{".utf8)), .event("chunk", payload: Array(#"{"bytes":"?"}"#.utf8)),
            .event("chunk", payload: Array(#"{"bytes":1}"#.utf8)), .event("trace", payload: []),
            .event("returnControl", payload: [0xFF]), .event("files", payload: Array("nil".utf8)),
            EventStreamMessage(headers: [], payload: []),
        ] as [EventStreamMessage])
    func unexpected(_ message: EventStreamMessage) async throws {
        let (events, error) = try await service.run(ScriptedServer(streaming: [Self.chunk, message, Self.chunk]))
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == Self.invalid)
    }

    @Test("an answer that is no event stream is no answer", arguments: ["text/html", ""])
    func contentType(_ type: String) async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(headers: type.isEmpty ? [:] : ["Content-Type": type], text: "<html>")
        }
        #expect(ErrorSummary(try await service.run(server).error) == Self.invalid)
    }

    // MARK: - Time and cancellation

    @Test("the invocation's deadline ends an agent that thinks for too long")
    func deadline() async throws {
        let server = try server { _ = $0.waitForEnd() }
        let (events, error) = try await InvocationScope.$deadline.withValue(.now + .milliseconds(800)) {
            try await service.run(server)
        }
        #expect(events == [.chunk([0x61])])
        #expect(ErrorSummary(error) == ErrorSummary(.transport(.timeout), isRetryable: true))
        try await server.waitUntilClosed()
    }

    @Test("nothing is sent once the deadline has passed")
    func pastDeadline() async throws {
        let server = try ScriptedServer(streaming: [])
        let error = try await InvocationScope.$deadline.withValue(.now) { try await service.run(server).error }
        #expect(error?.code == .transport(.timeout))
        #expect(server.requests.isEmpty)
    }

    @Test("cancelling the task that reads closes the connection at once", arguments: [false, true])
    func cancelled(onLoop: Bool) async throws {
        let (read, sawEnd) = (Shared(false), Shared(false))
        let server = try server { sawEnd.value = $0.waitForEnd() }
        let client = try service.client(server.url)
        let task = Task(executorPreference: onLoop ? service.loop : nil) { () -> AWSError? in
            do {
                for try await _ in try await client.invokeAgent(AgentService.request) { read.value = true }
                return nil
            } catch {
                return error as? AWSError
            }
        }
        while !read.value { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        #expect(ErrorSummary(await task.value) == ErrorSummary(.transport(.cancelled), isRetryable: false))
        try await server.waitUntilClosed()
        #expect(sawEnd.value)
    }

    @Test("a stream that nobody reads to its end closes the connection")
    func abandoned() async throws {
        let sawEnd = Shared(false)
        let server = try server { sawEnd.value = $0.waitForEnd() }
        do {
            var events = try await service.client(server.url).invokeAgent(AgentService.request).makeAsyncIterator()
            #expect(try await events.next() == .chunk([0x61]))
        }
        try await server.waitUntilClosed()
        #expect(sawEnd.value)
    }
}
