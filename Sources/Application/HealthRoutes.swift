import AWSServices
import ContextMemory
import Gateway
import Logging
import Redis
import SystemSupport
import Tables
import WireFormats

/// `GET /health`: the function runs, and what it is set up with; asks nothing and nobody. `GET /ready`: whether what it needs
/// can be reached, and does what requests need. Both are open to everybody, as load balancers need it, and name no host,
/// table or account.
struct HealthRoutes: Sendable {
    /// A table that is on, and a key in it under which nothing lies.
    struct Probe: Sendable {
        var table: String
        var key: Item
    }

    /// In the same order in which systems are listed elsewhere.
    let systems: [(name: String, isOn: Bool)]
    let tables: any Tables
    /// `nil` where no table is set up.
    let probe: Probe?
    /// `nil` where none is set up.
    let redis: RedisContextStore?
    let hasModel: Bool
    let effects: Effects
    let log: Logger

    var routes: [Route] {
        [
            Route("GET", "/health", failures: .detail) { _ in .json(health, headers: Self.headers) },
            Route("GET", "/ready", failures: .detail) { _ in await ready() },
        ]
    }

    private static let headers: HTTPHeaders = ["Cache-Control": "no-store"]

    /// The members that systems 003 and 004 had, and the systems.
    private var health: JSON {
        [
            "status": "healthy", "service": "colloquy", "version": .string(APIVersion.current),
            "timestamp": .string("\(effects.now())"), "logging": "enabled",
            "openai_service": .string(Self.text(hasModel)), "twilio_service": .string(Self.text(isOn("whatsapp"))),
            "session_service": .string(Self.text(isOn("context_memory") || isOn("whatsapp"))),
            "systems": .object(JSONObject(systems.map { ($0.name, .bool($0.isOn)) })),
        ]
    }

    /// With the names that system 004 had for what it needs.
    private func ready() async -> Response {
        async let database = databaseCheck()
        async let redis = redisCheck()
        let checks = await [
            ("database", database), ("redis", redis), ("openai", Self.text(hasModel)),
            ("twilio", Self.text(isOn("whatsapp"))),
        ]
        let isReady = !checks.contains { $0.1 == Self.unreachable || $0.1.utf8.starts(with: Self.refused.utf8) }
        return .json(
            [
                "status": isReady ? "ready" : "not ready", "service": "colloquy",
                "checks": .object(JSONObject(checks.map { ($0.0, .string($0.1)) })),
            ], status: isReady ? 200 : 503, headers: Self.headers)
    }

    private func isOn(_ name: String) -> Bool { systems.contains { $0.name == name && $0.isOn } }

    private static let unreachable = "unreachable"
    private static let refused = "refused: "
    private static let notConfigured = "not configured"

    private static func text(_ isConfigured: Bool) -> String { isConfigured ? "configured" : notConfigured }

    private func databaseCheck() async -> String {
        guard let probe else { return Self.notConfigured }
        do throws(TableError) {
            _ = try await tables.get(probe.table, key: probe.key, consistent: false)
            return "ok"
        } catch {
            log.warning("The store is not ready", metadata: ["reason": "\(error.message)"])
            return Self.unreachable
        }
    }

    private func redisCheck() async -> String {
        guard let redis else { return Self.notConfigured }
        do throws(RedisError) {
            try await redis.checkReadiness()
            return "ok"
        } catch {
            log.warning(
                "Redis is not ready", metadata: ["code": "\(error.code)", "cause": "\(error.description)"])
            // Its own words may name a user or a host.
            return error.word.map { Self.refused + $0 } ?? Self.unreachable
        }
    }
}

extension HealthRoutes.Probe {
    /// - Parameter schema: of a table whose keys are texts.
    init(_ schema: TableSchema) {
        table = schema.name
        key = [schema.partitionKey.name: .string("health")]
        if let sort = schema.sortKey { key[sort.name] = .string("health") }
    }
}
