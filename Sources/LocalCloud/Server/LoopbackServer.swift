import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import WireFormats

/// An HTTP server on 127.0.0.1: the one place that knows the HTTP framework. What it serves is a function from a
/// request to a response.
final class LoopbackServer: Sendable {
    typealias Responder = @Sendable (ServerRequest) async -> ServerResponse

    /// How long requests in hand may take to finish once the server stops.
    private static let grace = Duration.seconds(1)

    let port: Int
    private let services: ServiceGroup
    private let task: Task<Void, Never>

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    var url: String { "http://127.0.0.1:\(port)" }

    private init(port: Int, services: ServiceGroup, task: Task<Void, Never>) {
        self.port = port
        self.services = services
        self.task = task
    }

    /// Starts serving; requests are answered at once.
    ///
    /// - Parameters:
    ///   - port: 0 lets the kernel choose.
    ///   - maximumBodySize: of a request, in bytes. A longer one reaches the responder without its body.
    /// - Throws: ``LocalCloudError`` when the port cannot be had.
    static func start(
        port: Int = 0, maximumBodySize: Int, respond: @escaping Responder
    ) async throws(LocalCloudError) -> LoopbackServer {
        let start = Start()
        let quiet = Logger(label: "colloquy.http") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in
                let response = await respond(ServerRequest(request, maximumBodySize: maximumBodySize)).framed()
                return request.method == .head ? response.createHeadResponse() : response
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in start.end(.success(channel.localAddress?.port ?? 0)) },
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
        return LoopbackServer(port: try await start.outcome().get(), services: services, task: task)
    }

    /// Accepts no more connections, and closes those that there are: when idle at once, otherwise after their answer or
    /// the grace. Responders that still wait should have been released before.
    ///
    /// The grace is not politeness alone: NIO ends the process when a server is cancelled while it accepts a connection.
    func stop() async {
        await services.triggerGracefulShutdown()
        await task.value
    }
}

extension LoopbackServer {
    /// The outcome of starting, once; it comes whether or not the task that waits for it has been cancelled.
    private final class Start: Sendable {
        typealias Outcome = Result<Int, LocalCloudError>

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
        var fields = HTTPFields()
        for field in headers {
            if let name = HTTPField.Name(field.name) { fields.append(HTTPField(name: name, value: field.value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
