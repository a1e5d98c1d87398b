import HTTPTransport
import TestSupport
import Testing

@Suite("Cancelling the task that waits for a response")
struct HTTPClientCancellationTests {
    @Test("closes the connection at once", arguments: [true, false])
    func closes(onLoop: Bool) async throws {
        let transport = try Transport()
        let (hasRequest, sawEnd) = (Shared(false), Shared(false))
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            hasRequest.value = true
            sawEnd.value = connection.waitForEnd()
        }
        let request = HTTPRequest(url: server.url)
        let task = Task(executorPreference: onLoop ? transport.loop : nil) { await transport.failure(of: request) }
        try await wait { hasRequest.value }
        task.cancel()
        #expect(Failure(await task.value) == Failure(.cancelled, sent: true))
        try await wait { server.openConnectionCount == 0 }
        #expect(sawEnd.value)
    }

    @Test("that has not been connected yet says that nothing was sent")
    func whileConnecting() async throws {
        let transport = try Transport()
        let port = try SilentPort()
        let task = Task { await transport.failure(of: HTTPRequest(url: port.url)) }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        #expect(Failure(await task.value) == Failure(.cancelled, sent: false))
    }

    @Test("before it begins sends nothing", arguments: [true, false])
    func before(onLoop: Bool) async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse() })
        let failure = await Task(executorPreference: onLoop ? transport.loop : nil) {
            withUnsafeCurrentTask { $0?.cancel() }
            return await transport.failure(of: HTTPRequest(url: server.url))
        }.value
        #expect(Failure(failure) == Failure(.cancelled, sent: false))
        #expect(server.connectionCount == 0)
    }

    @Test("at any moment ends with an answer or with «cancelled», and the client goes on")
    func race() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(text: "x") })
        await withTaskGroup { group in
            for number in 0..<400 {
                group.addTask {
                    let task = Task(executorPreference: number % 2 == 0 ? transport.loop : nil) {
                        await transport.failure(of: HTTPRequest(url: server.url))
                    }
                    try? await Task.sleep(for: .microseconds(number * 5))
                    task.cancel()
                    let failure = await task.value
                    #expect(failure == nil || failure?.code == .cancelled)
                }
            }
        }
        let response = try await transport.client.send(HTTPRequest(url: server.url))
        #expect(response.body == Array("x".utf8))
    }
}
