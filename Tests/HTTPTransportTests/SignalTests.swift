import Foundation
import HTTPTransport
import Testing

/// With signals that nothing is done on by default, so that a mistake here does not end the tests.
@Suite("CurlEventLoop.signals", .serialized)
struct SignalTests {
    @Test("brings those asked for, in order, while the loop waits")
    func delivery() async throws {
        let transport = try Transport()
        let received = await Task(executorPreference: transport.loop) { [loop = transport.loop] in
            let stream = loop.signals(SIGWINCH, SIGURG)
            // From another thread, so that the loop is in its poll by then.
            let sender = Task.detached {
                for signal in [SIGWINCH, SIGURG, SIGWINCH] {
                    try await Task.sleep(for: .milliseconds(30))
                    kill(getpid(), signal)
                }
            }
            var received: [Int32] = []
            for await signal in stream {
                received.append(signal)
                if received.count == 3 { break }
            }
            _ = await sender.result
            return received
        }.value
        #expect(received == [SIGWINCH, SIGURG, SIGWINCH])
    }

    @Test("puts back what was there before when the stream ends")
    func restoration() async throws {
        func hasHandler() -> Bool {
            var action = sigaction()
            sigaction(SIGURG, nil, &action)
            return action.__sigaction_handler.sa_handler != nil
        }
        let transport = try Transport()
        #expect(!hasHandler())
        let task = Task(executorPreference: transport.loop) { for await _ in transport.loop.signals(SIGURG) {} }
        try await wait { hasHandler() }
        task.cancel()
        await task.value
        try await wait { !hasHandler() }
    }

    @Test("reaches every stream of the loop")
    func severalStreams() async throws {
        let transport = try Transport()
        let tasks = (0..<3).map { _ in
            Task(executorPreference: transport.loop) { () -> Int32? in
                for await signal in transport.loop.signals(SIGWINCH) { return signal }
                return nil
            }
        }
        try await transport.onLoop {}
        kill(getpid(), SIGWINCH)
        for task in tasks { #expect(await task.value == SIGWINCH) }
    }

    @Test("go to the loop that asked last, and then to the one before")
    func severalLoops() async throws {
        let loops = try [Transport(), Transport()]
        let received = Shared<[Int]>([])
        func listen(_ index: Int) async throws -> Task<Void, Never> {
            let task = Task(executorPreference: loops[index].loop) {
                for await _ in loops[index].loop.signals(SIGWINCH) { received.update { $0.append(index) } }
            }
            try await loops[index].onLoop {}
            return task
        }
        let tasks = [try await listen(0), try await listen(1)]
        kill(getpid(), SIGWINCH)
        try await wait { received.value == [1] }
        tasks[1].cancel()
        await tasks[1].value
        try await loops[1].onLoop {}
        kill(getpid(), SIGWINCH)
        try await wait { received.value == [1, 0] }
        tasks[0].cancel()
        await tasks[0].value
    }
}
