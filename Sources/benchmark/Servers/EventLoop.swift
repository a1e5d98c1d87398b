import HTTPTransport

/// Runs `body` as production code runs: on an event loop of its own.
func onEventLoop<Result: Sendable>(
    _ body: @escaping @Sendable (CurlEventLoop) async throws -> Result
) async throws -> Result {
    let loop = try CurlEventLoop()
    loop.start()
    defer { loop.shutDown() }
    return try await Task(executorPreference: loop) { try await body(loop) }.value
}
