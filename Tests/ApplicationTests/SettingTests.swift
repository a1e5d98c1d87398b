import Application
import Testing

@Suite("Settings")
struct SettingTests {
    @Test("a default may as well be set")
    func defaults() throws {
        let defaults = Dictionary(
            uniqueKeysWithValues: Setting.allCases.compactMap { setting in
                setting.standard.map { (setting.rawValue, $0) }
            })
        let key = ["CURSOR_KEY": "0123456789abcdef"]
        // Parts of an address of Redis, which are refused without its host.
        let redis = [Setting.redisPort, .redisDatabase].map(\.rawValue)
        let plain = try Configuration(environment: key)
        #expect(
            try Configuration(environment: defaults.filter { !redis.contains($0.key) }.merging(key) { $1 }) == plain)
        #expect(
            try Configuration(environment: defaults.merging(key) { $1 }.merging(["REDIS_HOST": "cache"]) { $1 })
                == Configuration(environment: key.merging(["REDIS_HOST": "cache"]) { $1 }))
        #expect(try MetricsSetting(environment: defaults) == MetricsSetting(environment: [:]))
    }

    @Test("on the embedded store every system is on without any name")
    func embedded() throws {
        let configuration = try Configuration(
            environment: ["AUTH_MODE": "open", "COLLOQUY_STORE": "sqlite:/tmp/store.sqlite"])
        #expect(configuration.chatTables?.sessions == Setting.sessionsTable.embeddedStandard)
        #expect(configuration.assessments?.eventsTable == Setting.agentEventsTable.embeddedStandard)
        #expect(configuration.conversationsTable == Setting.conversationsTable.embeddedStandard)
        #expect(Setting.tables.allSatisfy { $0.embeddedStandard != nil })
    }
}
