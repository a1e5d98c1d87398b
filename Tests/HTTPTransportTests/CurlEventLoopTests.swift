import Foundation
import HTTPTransport
import TestSupport
import Testing

@Suite("CurlEventLoop runs tasks")
struct CurlEventLoopTests {
    private struct Mishap: Error, Hashable {}

    /// The processor time the calling thread has used.
    private func threadTime() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    @Test("run() gives the task's value, on the calling thread, and can be called again")
    func run() throws {
        let loop = try CurlEventLoop()
        for round in 0..<2 {
            let caller = pthread_self()
            let value = try loop.run {
                try await loop.sleep(for: .milliseconds(1))
                await Task.yield()
                return (round, pthread_self())
            }
            #expect(value == (round, caller))
        }
    }

    @Test("run() throws the task's error")
    func runThrows() throws {
        let loop = try CurlEventLoop()
        #expect(throws: Mishap()) { try loop.run { throw Mishap() } }
    }

    @Test("run() carries exchanges, and child tasks stay on the thread")
    func runSends() throws {
        let loop = try CurlEventLoop()
        let client = HTTPClient(loop: loop)
        let server = try ScriptedServer(answering: { ScriptedResponse(body: $0.body) })
        let threads = try loop.run {
            try await withThrowingTaskGroup { group in
                for number in 0..<10 {
                    group.addTask {
                        let request = HTTPRequest(method: "POST", url: server.url, body: [UInt8(number)])
                        let response = try await client.send(request)
                        #expect(response.body == request.body)
                        return pthread_self()
                    }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
        }
        #expect(threads == [pthread_self()])
    }

    @Test("run() is refused while a thread runs the loop, and inside it")
    func runTwice() async throws {
        let transport = try Transport()
        let loop = transport.loop
        #expect(throws: CurlEventLoop.AlreadyRunning.self) { try loop.run {} }
        let other = try CurlEventLoop()
        try other.run { () -> Void in
            #expect(throws: CurlEventLoop.AlreadyRunning.self) { try other.run {} }
        }
    }

    @Test("jobs from many threads all run, on one thread")
    func wakeUps() async throws {
        let transport = try Transport()
        let threads = Shared(Set<UInt>())
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 {
                        await Task(executorPreference: transport.loop) {
                            threads.update { $0.insert(pthread_self()) }
                        }.value
                    }
                }
            }
        }
        #expect(threads.value.count == 1)
    }

    @Test("a task that never waits does not starve an exchange")
    func fairness() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(text: "x") })
        let spinners = (0..<100).map { _ in
            Task(executorPreference: transport.loop) { while !Task.isCancelled { await Task.yield() } }
        }
        let response = try await transport.onLoop { [client = transport.client] in
            try await client.send(HTTPRequest(url: server.url))
        }
        #expect(response.status == 200)
        for spinner in spinners { spinner.cancel() }
        for spinner in spinners { await spinner.value }
    }

    @Test("waiting costs no processor time, with an exchange under way as well")
    func idle() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            _ = connection.waitForEnd()
        }
        let waiting = Task { try await transport.client.send(HTTPRequest(url: server.url, idleTimeout: .seconds(60))) }
        let used = try await transport.onLoop { [loop = transport.loop] in
            try await loop.sleep(for: .milliseconds(100))
            let before = threadTime()
            try await loop.sleep(for: .seconds(2))
            return threadTime() - before
        }
        waiting.cancel()
        #expect(used < .milliseconds(20))
    }

    @Test("after shutDown() every exchange, sleep and stream of signals ends, and tasks still run")
    func shutDown() async throws {
        let transport = try Transport()
        let hasRequest = Shared(false)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            hasRequest.value = true
            _ = connection.waitForEnd()
        }
        let silent = try SilentPort()
        let exchange = Task { await transport.failure(of: HTTPRequest(url: server.url)) }
        let connecting = Task { await transport.failure(of: HTTPRequest(url: silent.url)) }
        let sleep = Task { try await transport.loop.sleep(for: .seconds(3_600)) }
        let signals = Task(executorPreference: transport.loop) {
            for await _ in transport.loop.signals(SIGCONT) {}
        }
        try await wait { hasRequest.value }
        try await Task.sleep(for: .milliseconds(50))
        transport.loop.shutDown()
        transport.loop.shutDown()
        #expect(Failure(await exchange.value) == Failure(.shutDown, sent: true))
        #expect(Failure(await connecting.value) == Failure(.shutDown, sent: false))
        await #expect(throws: CancellationError.self) { try await sleep.value }
        await signals.value
        let later = await transport.failure(of: HTTPRequest(url: server.url))
        #expect(Failure(later) == Failure(.shutDown, sent: false))
        await #expect(throws: CancellationError.self) { try await transport.loop.sleep(for: .seconds(3_600)) }
        try await wait { server.openConnectionCount == 0 }
        #expect(try await transport.onLoop { 7 } == 7)
    }

    @Test("a released loop closes its connections")
    func released() async throws {
        let server = try ScriptedServer(answering: { _ in ScriptedResponse() })
        do {
            let transport = try Transport()
            _ = try await transport.client.send(HTTPRequest(url: server.url))
            #expect(server.openConnectionCount == 1)
        }
        try await wait { server.openConnectionCount == 0 }
    }
}
