/// A `redis-server` of its own on loopback, without a disk, for as long as this value lives.
final class RedisProcess: Sendable {
    private let server: ChildServer

    var port: UInt16 { server.port }

    /// - Returns: `nil` when none is installed.
    static func start() throws -> RedisProcess? {
        guard isInstalled("redis-server"), isInstalled("redis-benchmark") else { return nil }
        return try RedisProcess()
    }

    private init() throws {
        server = try ChildServer { port in
            [
                "redis-server", "--bind", "127.0.0.1", "--port", "\(port)", "--save", "", "--appendonly", "no",
                "--logfile", "/dev/null",
            ]
        }
    }

    /// What `redis-benchmark` measures of `LPUSH`.
    ///
    /// - Returns: commands a second, and the median of their latencies in microseconds.
    func pushes(count: Int, connections: Int, valueSize: Int) throws -> (rate: Double, median: Double) {
        let output = try lines(
            of: [
                "redis-benchmark", "-h", "127.0.0.1", "-p", "\(port)", "-t", "lpush", "-n", "\(count)",
                "-c", "\(connections)", "-d", "\(valueSize)", "--csv",
            ])
        var names: [String] = []
        for line in output {
            let fields = line.split(separator: ",").map { String($0.filter { $0 != "\"" }) }
            if fields.first == "test" { names = fields }
            guard fields.first == "LPUSH", fields.count == names.count else { continue }
            let values = Dictionary(zip(names, fields)) { first, _ in first }
            guard let rate = values["rps"].flatMap(Double.init),
                let median = values["p50_latency_ms"].flatMap(Double.init)
            else { break }
            return (rate, median * 1000)
        }
        throw BenchmarkError("redis-benchmark printed no latencies: version 6.2 or later is needed")
    }
}
