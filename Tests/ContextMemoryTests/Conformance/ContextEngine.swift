import ContextMemory
import SystemSupport
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

/// What the conformance suite runs on.
enum ContextEngine: String, CaseIterable, CustomTestStringConvertible {
    case redis = "Redis"
    /// Of three nodes, and with braces in every id.
    case redisCluster = "Redis cluster"
    case sqlite = "SQLite"
    /// On moto's server.
    case dynamoDB = "DynamoDB"

    var testDescription: String { rawValue }
}

/// A store of its own in one of the engines, for one test, with what must live as long as it.
struct StoreUnderTest: ContextStore {
    private let store: any ContextStore
    private let surroundings: [any Sendable]
    /// Before every id, where the engine is shared.
    private var prefix = ""

    init(_ engine: ContextEngine, limits: ContextLimits = .standard) async throws {
        switch engine {
        case .redis:
            let redis = try await RedisUnderTest(limits: limits)
            store = redis.store
            surroundings = [redis]
        case .redisCluster:
            let redis = try await RedisClusterUnderTest(shared: true)
            store = try redis.store(limits: limits)
            surroundings = [redis]
            prefix = "}{\(String(UInt64.random(in: .min ... .max), radix: 36))"
        case .sqlite:
            let table = try await TableContextUnderTest(limits: limits)
            store = table.store
            surroundings = [table]
        case .dynamoDB:
            let schema = ConversationsSchema(
                table: "conversations-\(String(UInt64.random(in: .min ... .max), radix: 36))")
            let cloud = try await MotoCloud(schema.tables, on: .sharedSerial)
            let table = try await TableContextUnderTest(cloud.tables, schema: schema, limits: limits)
            store = table.store
            surroundings = [cloud, table]
        }
    }

    func createSession(_ id: String, at time: Timestamp) async throws(ContextStoreError) -> Bool {
        try await store.createSession(prefix + id, at: time)
    }

    func session(
        _ id: String, messages count: Int?, bytes: Int? = nil
    ) async throws(ContextStoreError) -> ContextSession? {
        try await store.session(prefix + id, messages: count, bytes: bytes)
    }

    func append(_ message: ContextMessage, to id: String) async throws(ContextStoreError) -> AppendOutcome {
        try await store.append(message, to: prefix + id)
    }

    func updateSummary(
        _ text: String, through: Int?, of id: String, at time: Timestamp
    ) async throws(ContextStoreError) -> SummaryOutcome {
        try await store.updateSummary(text, through: through, of: prefix + id, at: time)
    }

    func deleteSession(_ id: String) async throws(ContextStoreError) -> Bool {
        try await store.deleteSession(prefix + id)
    }
}
