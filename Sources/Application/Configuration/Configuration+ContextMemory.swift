public import ContextMemory
public import Redis

extension Configuration {
    /// System 003.
    public struct ContextMemory: Sendable, Hashable {
        /// `nil` for the table of conversations.
        public var redis: RedisConfiguration?
        public var limits: ContextLimits
    }
}

extension EnvironmentReader {
    func contextMemory() throws(ConfigurationError) -> Configuration.ContextMemory {
        Configuration.ContextMemory(
            redis: try redis(),
            limits: ContextLimits(
                timeToLive: try integer(.contextTimeToLive, in: 1...3_153_600_000),
                maximumMessages: try integer(.contextMaximumMessages, in: 1...100_000)))
    }

    private func redis() throws(ConfigurationError) -> RedisConfiguration? {
        let part = [Setting.redisHost, .redisPort, .redisDatabase, .redisPassword].first { given($0) != nil }
        var redis: RedisConfiguration
        if let url = text(.redisURL) {
            if let part { throw ConfigurationError(part, "must not be set beside REDIS_URL, which says it too") }
            do throws(RedisConfiguration.InvalidURL) {
                redis = try RedisConfiguration(url: url)
            } catch {
                throw ConfigurationError(.redisURL, error.description)
            }
        } else if let part {
            redis = RedisConfiguration(
                host: try required(.redisHost, because: "\(part.rawValue) is"),
                port: UInt16(try integer(.redisPort, in: 1...65_535)), password: text(.redisPassword),
                database: try integer(.redisDatabase, in: 0...Int(Int32.max)))
        } else {
            return nil
        }
        redis.caBundlePath = text(named: "AWS_CA_BUNDLE")
        return redis
    }
}
