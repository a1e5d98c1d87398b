import ContextMemory
import Gateway
import HTTPTransport
import Logging
import Redis
import SystemSupport
import Tables
import WireFormats

/// What context memory costs: in a long session beside a short one, and an append beside the least that Redis can do.
struct ContextBenchmark {
    /// Measured in turn, so that both see the same machine.
    private static let rounds = 10
    private static let (short, long) = (10, 10_000)
    private static let recent = 10
    private static let time = Timestamp(seconds: 1_700_000_000)
    /// A message's, of ordinary length.
    private static let text = String(repeating: "Begin with the Alfama, early. ", count: 5)

    let count: Int

    func run() async throws {
        print("\n| context memory, median | at 10 messages | at 10,000 messages | ratio |\n|---|---:|---:|---:|")
        let schema = ConversationsSchema(table: "conversations")
        let tables = try SQLiteTables(path: ":memory:", schemas: schema.tables, clock: SystemClock.now)
        try await onEventLoop { loop in
            try await lengths("table (SQLite)") { limits in
                TableContextStore(
                    tables, schema: schema, limits: limits, effects: .system,
                    sleep: { try await loop.sleep(for: $0) }, log: Logger(label: "benchmark"))
            }
        }
        guard let redis = try RedisProcess.start() else {
            print(
                "\nNot measured: context memory on Redis, because redis-server is not installed (scripts/setup does it)."
            )
            return
        }
        defer { withExtendedLifetime(redis) {} }
        try await onEventLoop { loop in
            let client = RedisClient(RedisConfiguration(host: "127.0.0.1", port: redis.port), loop: loop)
            defer { client.close() }
            try await lengths("Redis") { RedisContextStore(client, limits: $0) }
            print(
                "\n| context memory on Redis | append | redis-benchmark LPUSH | times its cost |\n|---|---:|---:|---:|")
            for writers in [1, 50] { try await beside(redis, RedisContextStore(client), writers: writers) }
        }
    }

    // MARK: - Short and long sessions

    /// A store that keeps as many messages as the session has: it is as long after each append as before.
    private func lengths(_ engine: String, _ store: (ContextLimits) -> any ContextStore) async throws {
        var stores: [(id: String, store: any ContextStore)] = []
        for length in [Self.short, Self.long] {
            let store = store(ContextLimits(timeToLive: 86_400, maximumMessages: length))
            let id = "\(engine)-\(length)"
            guard try await store.createSession(id, at: Self.time) else { throw BenchmarkError("\(id) is there") }
            for number in 0..<length { try await append("seed-\(number)", to: id, store) }
            stores.append((id, store))
        }
        var (appends, reads): ([[Double]], [[Double]]) = ([[], []], [[], []])
        for round in 0..<Self.rounds {
            for (index, (id, store)) in stores.enumerated() {
                for number in 0..<(count / Self.rounds) {
                    appends[index].append(
                        try await microseconds { try await append("\(round)-\(number)", to: id, store) })
                }
                for _ in 0..<(count / Self.rounds) {
                    reads[index].append(
                        try await microseconds {
                            let session = try await store.session(id, messages: Self.recent)
                            guard session?.messages.count == Self.recent else {
                                throw BenchmarkError("\(id) has too few messages")
                            }
                        })
                }
            }
        }
        for (name, times) in [("append", appends), ("recent(\(Self.recent))", reads)] {
            let (short, long) = (times[0].median, times[1].median)
            print("| \(engine), \(name) | \(short.text) µs | \(long.text) µs | \((long / short).text) |")
        }
    }

    // MARK: - Beside LPUSH

    /// In turn again; of each the median round.
    private func beside(_ redis: RedisProcess, _ store: RedisContextStore, writers: Int) async throws {
        let rounds = Self.rounds / 2
        let size = message("00-000-0000").valueSize
        var (ours, theirs): ([(rate: Double, median: Double)], [(rate: Double, median: Double)]) = ([], [])
        for round in 0..<rounds {
            theirs.append(try redis.pushes(count: count, connections: writers, valueSize: size))
            ours.append(try await appends(store, writers: writers, round: round))
        }
        func median(_ results: [(rate: Double, median: Double)], _ value: ((rate: Double, median: Double)) -> Double)
            -> Double
        { results.map(value).median }
        let (ourTime, theirTime) = (median(ours) { $0.median }, median(theirs) { $0.median })
        let (ourRate, theirRate) = (median(ours) { $0.rate }, median(theirs) { $0.rate })
        let who = writers == 1 ? "1 writer" : "\(writers) writers at once"
        // Of many, redis-benchmark does not count how long a command waits to be written.
        if writers == 1 {
            print("| \(who), median | \(ourTime.text) µs | \(theirTime.text) µs | \((ourTime / theirTime).text) |")
        }
        print("| \(who), a second | \(ourRate.text) | \(theirRate.text) | \((theirRate / ourRate).text) |")
    }

    private func appends(
        _ store: RedisContextStore, writers: Int, round: Int
    ) async throws -> (rate: Double, median: Double) {
        let id = "beside-\(writers)-\(round)"
        guard try await store.createSession(id, at: Self.time) else { throw BenchmarkError("\(id) is there") }
        let start = ContinuousClock.now
        var times: [Double] = []
        try await withThrowingTaskGroup(of: [Double].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var times: [Double] = []
                    for number in 0..<(count / writers) {
                        times.append(try await microseconds { try await append("\(writer)-\(number)", to: id, store) })
                    }
                    return times
                }
            }
            for try await some in group { times += some }
        }
        let seconds = (ContinuousClock.now - start).microseconds / 1e6
        return (Double(times.count) / seconds, times.median)
    }

    // MARK: - One call

    private func message(_ id: String) -> ContextMessage {
        ContextMessage(id: id, role: "user", text: Self.text, timestamp: Self.time)
    }

    private func append(_ message: String, to id: String, _ store: any ContextStore) async throws {
        guard case .appended = try await store.append(self.message(message), to: id) else {
            throw BenchmarkError("\(message) was not added to \(id)")
        }
    }
}

extension ContextMessage {
    /// Of its JSON object, as Redis gets it.
    fileprivate var valueSize: Int {
        let json: JSON = [
            "id": .string(id), "role": .string(role), "text": .string(text),
            "timestamp": .string(timestamp.description),
        ]
        return json.serialized().count
    }
}
