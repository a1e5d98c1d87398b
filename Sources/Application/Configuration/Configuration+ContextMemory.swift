public import ContextMemory
public import Redis

extension Configuration {
    /// System 003.
    public struct ContextMemory: Sendable, Hashable {
        /// `REDIS_URL`, or `REDIS_HOST` with `REDIS_PORT`, `REDIS_DB` and `REDIS_PASSWORD`; `nil` for the table of
        /// conversations.
        public var redis: RedisConfiguration?
        /// `CONTEXT_TTL_SECONDS`, `CONTEXT_MAX_MESSAGES`
        public var limits: ContextLimits
    }
}

extension EnvironmentReader {
    func contextMemory() throws(ConfigurationError) -> Configuration.ContextMemory {
        Configuration.ContextMemory(
            redis: try redis(),
            limits: ContextLimits(
                timeToLive: try integer(
                    "CONTEXT_TTL_SECONDS", in: 1...3_153_600_000, default: ContextLimits.standard.timeToLive),
                maximumMessages: try integer(
                    "CONTEXT_MAX_MESSAGES", in: 1...100_000, default: ContextLimits.standard.maximumMessages)))
    }

    private func redis() throws(ConfigurationError) -> RedisConfiguration? {
        let single = ["REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_PASSWORD"].filter { text($0) != nil }
        var redis: RedisConfiguration
        if let url = text("REDIS_URL") {
            if let other = single.first {
                throw ConfigurationError(
                    variable: other, message: "must not be set beside REDIS_URL, which says it too")
            }
            do throws(RedisConfiguration.InvalidURL) {
                redis = try RedisConfiguration(url: url)
            } catch {
                throw ConfigurationError(variable: "REDIS_URL", message: error.description)
            }
        } else if let host = text("REDIS_HOST") {
            redis = RedisConfiguration(
                host: host, port: UInt16(try integer("REDIS_PORT", in: 1...65_535, default: 6_379)),
                password: text("REDIS_PASSWORD"),
                database: try integer("REDIS_DB", in: 0...Int(Int32.max), default: 0))
        } else if let other = single.first {
            throw ConfigurationError(variable: "REDIS_HOST", message: "must be set too, because \(other) is")
        } else {
            return nil
        }
        redis.caBundlePath = text("AWS_CA_BUNDLE")
        return redis
    }
}
