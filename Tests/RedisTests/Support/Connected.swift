import HTTPTransport
import Redis
import TestSupport

/// A client on an event loop of its own, for one test.
struct Connected {
    let loop: CurlEventLoop
    let client: RedisClient

    init(_ configuration: RedisConfiguration) throws {
        loop = try CurlEventLoop()
        loop.start()
        client = RedisClient(configuration, loop: loop)
    }

    init(port: UInt16, _ change: (inout RedisConfiguration) -> Void = { _ in }) throws {
        var configuration = RedisConfiguration(host: "127.0.0.1", port: port)
        change(&configuration)
        try self.init(configuration)
    }

    func send(_ words: String..., isIdempotent: Bool = false) async throws -> RedisValue {
        try await client.send(command(words, isIdempotent))
    }

    /// What a command fails with; `nil` when it does not.
    func failure(
        _ words: String..., isIdempotent: Bool = false, by deadline: ContinuousClock.Instant? = nil
    ) async -> Failure? {
        do throws(RedisError) {
            _ = try await client.send(command(words, isIdempotent), deadline: deadline)
            return nil
        } catch {
            return Failure(error.code, mayHaveTakenEffect: error.mayHaveTakenEffect)
        }
    }

    /// True while some client of the server waits for a list to get an element.
    func hasBlockedClient() async throws -> Bool {
        try await send("INFO", "clients").text?.contains("blocked_clients:1") ?? false
    }

    private func command(_ words: [String], _ isIdempotent: Bool) -> RedisCommand {
        RedisCommand(arguments: words.map { Array($0.utf8) }, isIdempotent: isIdempotent)
    }
}

/// What a test compares of a ``RedisError``: everything but the words.
struct Failure: Hashable {
    var code: RedisError.Code
    var mayHaveTakenEffect: Bool

    init(_ code: RedisError.Code, mayHaveTakenEffect: Bool = false) {
        self.code = code
        self.mayHaveTakenEffect = mayHaveTakenEffect
    }
}

/// Waits, looking every millisecond, until `condition` holds; the test's own time limit is the only other end.
func wait(until condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(1)) }
}
