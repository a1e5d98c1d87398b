import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import WireFormats

/// An HTTP server on 127.0.0.1: the one place that knows the HTTP framework. What it serves is a function from a
/// request to a response, whole or streamed.
final class LoopbackServer: Sendable {
    typealias Responder = @Sendable (ServerRequest) async -> ServerResponse
    typealias Answerer = @Sendable (ServerRequest) async -> ServerAnswer

    /// How long requests in hand may take to finish once the server stops.
    private static let grace = Duration.seconds(1)

    let port: Int
    private let channel: any Channel
    private let services: ServiceGroup
    private let task: Task<Void, Never>

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    var url: String { "http://127.0.0.1:\(port)" }

    private init(port: Int, channel: any Channel, services: ServiceGroup, task: Task<Void, Never>) {
        self.port = port
        self.channel = channel
        self.services = services
        self.task = task
    }

    /// Starts serving; requests are answered at once.
    ///
    /// - Parameters:
    ///   - port: 0 lets the kernel choose.
    ///   - maximumBodySize: of a request, in bytes. A longer one reaches the responder without its body.
    ///   - requestTime: how long a client may take to bring a whole request, and may be idle between two; then the
    ///     connection is closed. `nil` for as long as it likes.
    /// - Throws: ``LocalCloudError`` when the port cannot be had.
    static func start(
        port: Int = 0, maximumBodySize: Int, requestTime: Duration? = nil, respond: @escaping Responder
    ) async throws(LocalCloudError) -> LoopbackServer {
        try await start(port: port, maximumBodySize: maximumBodySize, requestTime: requestTime) {
            .whole(await respond($0))
        }
    }

    /// The same, for what may answer with a stream.
    static func start(
        port: Int = 0, maximumBodySize: Int, requestTime: Duration? = nil, answer: @escaping Answerer
    ) async throws(LocalCloudError) -> LoopbackServer {
        let start = Start()
        let quiet = Logger(label: "colloquy.http") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: CallbackResponder<ConnectionContext> { request, context in
                let response =
                    switch await answer(ServerRequest(request, maximumBodySize: maximumBodySize)) {
                    case .whole(let response): response.framed()
                    case .streamed(let response): response.framed(on: context.channel)
                    }
                return request.method == .head ? response.createHeadResponse() : response
            },
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [HangUpWatch()] + (requestTime.map { [SlowClientWatch($0)] } ?? []))),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in start.end(.success(channel)) },
            logger: quiet)
        var configuration = ServiceGroupConfiguration(services: [application], logger: quiet)
        configuration.maximumGracefulShutdownDuration = grace
        let services = ServiceGroup(configuration: configuration)
        let task = Task {
            do {
                try await services.run()
                start.end(.failure(LocalCloudError(.portUnavailable, "The server on 127.0.0.1:\(port) ended at once.")))
            } catch {
                start.end(
                    .failure(LocalCloudError(.portUnavailable, "127.0.0.1:\(port) cannot be served: \(error)")))
            }
        }
        let channel = try await start.outcome().get()
        return LoopbackServer(
            port: channel.localAddress?.port ?? port, channel: channel, services: services, task: task)
    }

    /// Accepts no more connections, and closes those that there are: when idle at once, otherwise after their answer or
    /// the grace. Responders that still wait should have been released before.
    ///
    /// The grace is not politeness alone: NIO ends the process when a server is cancelled while it accepts a connection.
    func stop() async {
        await turnAwayConnections()
        await services.triggerGracefulShutdown()
        await task.value
    }
}

extension LoopbackServer {
    /// Accepts no more connections, and waits until those accepted so far are in the hands of the framework: NIO ends the
    /// process when a server channel closes while it prepares a connection.
    private func turnAwayConnections() async {
        let channel = channel
        do {
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(ClosedDoor(), position: .first)
            }.get()
            // A connection goes from the server's event loop to its own and back, twice, before it is handed over; what
            // was submitted before is done before.
            for _ in 0..<3 {
                for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try await loop.submit {}.get() }
                try await channel.eventLoop.submit {}.get()
            }
        } catch {
            // The server's channel is closed already: nothing is being accepted.
        }
    }

    /// Closes each connection that has just been accepted.
    private final class ClosedDoor: ChannelInboundHandler {
        typealias InboundIn = any Channel

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            unwrapInboundIn(data).close(promise: nil)
        }
    }

    /// The outcome of starting, once; it comes whether or not the task that waits for it has been cancelled.
    private final class Start: Sendable {
        typealias Outcome = Result<any Channel, LocalCloudError>

        private enum State {
            case pending
            case awaited(CheckedContinuation<Outcome, Never>)
            case ended(Outcome)
        }

        private let state = Mutex(State.pending)

        /// The first outcome counts.
        func end(_ outcome: Outcome) {
            let waiter: CheckedContinuation<Outcome, Never>? = state.withLock { state in
                defer { if case .ended = state {} else { state = .ended(outcome) } }
                guard case .awaited(let waiter) = state else { return nil }
                return waiter
            }
            waiter?.resume(returning: outcome)
        }

        func outcome() async -> Outcome {
            await withCheckedContinuation { continuation in
                let ended: Outcome? = state.withLock { state in
                    if case .ended(let outcome) = state { return outcome }
                    state = .awaited(continuation)
                    return nil
                }
                if let ended { continuation.resume(returning: ended) }
            }
        }
    }
}

extension ServerRequest {
    fileprivate init(_ request: Request, maximumBodySize: Int) async {
        var headers = HTTPHeaders()
        if let authority = request.head.authority { headers.add("Host", authority) }
        for field in request.headers { headers.add(field.name.rawName, field.value) }
        let target = request.head.path ?? "/"
        let split = target.firstIndex(of: "?")
        self.init(
            method: request.method.rawValue, path: String(target[..<(split ?? target.endIndex)]),
            query: split.map { String(target[target.index(after: $0)...]) } ?? "", headers: headers, body: nil)
        // A connection that breaks in the middle gives no body either; its answer reaches nobody.
        if let collected = try? await request.body.collect(upTo: maximumBodySize) {
            body = Array(collected.readableBytesView)
        }
    }
}

extension ServerResponse {
    fileprivate func framed() -> Response {
        Response(
            status: HTTPResponse.Status(code: status), headers: HTTPFields(headers),
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

/// What a request brings along: its connection.
private struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Sees that a client has closed its side of the connection, which NIO does not tell a response that is being written.
private final class HangUpWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = Never

    private struct State {
        var hasHungUp = false
        var listener: AsyncStream<Never>.Continuation?
    }

    private let state = Mutex(State())

    /// Ends when the client hangs up. One at a time: a connection has one response in hand.
    var hangUp: AsyncStream<Never> {
        let (stream, continuation) = AsyncStream<Never>.makeStream()
        state.withLock { state in
            if state.hasHungUp { continuation.finish() } else { state.listener = continuation }
        }
        return stream
    }

    private func end() {
        state.withLock { state in
            state.hasHungUp = true
            state.listener?.finish()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { end() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }
}

extension StreamedResponse {
    /// A client that closes its side of the connection only (which HTTP/1.1 clients do not do) is taken to have hung up.
    ///
    /// Not by the framework's own `consumeWithCancellationOnInboundClose`: when a client hangs up, it drops a source of
    /// NIO's without finishing it, and NIO ends the process.
    fileprivate func framed(on channel: any Channel) -> Response {
        let write = write
        return Response(
            status: HTTPResponse.Status(code: status), headers: HTTPFields(headers),
            body: ResponseBody { writer in
                let hangUp = try await channel.pipeline.handler(type: HangUpWatch.self).map(\.hangUp).get()
                // Used by the one child task below, while this task waits for it.
                nonisolated(unsafe) var output = writer
                // What is thrown in here closes the connection, without the end that HTTP wants.
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await write { try await output.write(ByteBuffer(bytes: $0)) } }
                    group.addTask {
                        for await _ in hangUp {}
                        throw CancellationError()
                    }
                    try await group.next()
                    group.cancelAll()
                }
                try await writer.finish(nil)
            })
    }
}

extension HTTPFields {
    fileprivate init(_ headers: HTTPHeaders) {
        self.init()
        for field in headers {
            if let name = HTTPField.Name(field.name) { append(HTTPField(name: name, value: field.value)) }
        }
    }
}
