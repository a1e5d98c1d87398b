import Testing

@testable import Redis

@Suite("RedisConfiguration")
struct RedisConfigurationTests {
    @Test(
        "a URL names server, user, password and database",
        arguments: [
            ("redis://localhost", RedisConfiguration(host: "localhost")),
            ("redis://localhost/", RedisConfiguration(host: "localhost")),
            (
                "rediss://cache.example:6380/3",
                RedisConfiguration(host: "cache.example", port: 6_380, isSecure: true, database: 3)
            ),
            ("redis://:s%40%2Fcret@10.0.0.1", RedisConfiguration(host: "10.0.0.1", password: "s@/cret")),
            ("redis://app:a:b%C3%A9@h:1", RedisConfiguration(host: "h", port: 1, user: "app", password: "a:bé")),
            ("redis://u:p@ss@h", RedisConfiguration(host: "h", user: "u", password: "p@ss")),
            ("redis://[::1]:7000/1", RedisConfiguration(host: "::1", port: 7_000, database: 1)),
            ("valkey://cache", RedisConfiguration(host: "cache")),
            ("valkeys://:p@cache:1", RedisConfiguration(host: "cache", port: 1, isSecure: true, password: "p")),
            ("redis://[fe80::1]", RedisConfiguration(host: "fe80::1")),
        ])
    func url(text: String, expected: RedisConfiguration) throws {
        #expect(try RedisConfiguration(url: text) == expected)
    }

    private static let encode = "a #, ? or / in user or password has to be percent-encoded, as %23, %3F or %2F"

    @Test(
        "a URL that names no Redis is refused, and its password is not repeated",
        arguments: [
            ("", "the URL must begin with redis:// or rediss://"),
            ("localhost:6379", "the URL must begin with redis:// or rediss://"),
            ("http://:hunter2@h", "the URL must begin with redis:// or rediss://"),
            (
                "unix:///run/redis.sock",
                "Unix sockets are not supported; the URL must begin with redis:// or rediss://"
            ),
            ("redis://", "the host is missing"),
            ("redis://:6379", "the host is missing"),
            ("redis://:hunter2@", "the host is missing"),
            ("redis://hunter2@h", "what stands before @ must be user:password, or :password for the default user"),
            ("redis://u:@h", "the password is empty"),
            ("redis://:%FFhunter2@h", "user and password must be UTF-8 once decoded"),
            ("redis://:hunter2@h:x", "the port must be a number from 1 to 65535"),
            ("redis://h:0", "the port must be a number from 1 to 65535"),
            ("redis://h:65536", "the port must be a number from 1 to 65535"),
            ("redis://h:", "the port must be a number from 1 to 65535"),
            ("redis://[::1", "the bracket of an IPv6 address is not closed"),
            ("redis://[::1]6379", "the port must be a number from 1 to 65535"),
            ("redis://h h", "the host has a character that no host's name has"),
            ("redis://:hunter2@h/x", "the database behind the last / must be a number"),
            ("redis://h/-1", "the database behind the last / must be a number"),
            ("redis://:hunter#2@h", encode), ("redis://:hunter?2@h:6379/1", encode), ("redis://:hunter/2@h", encode),
            ("rediss://u:/@h", encode), ("redis://a/b:hunter2@h", encode),
            ("redis://h/0?ssl_cert_reqs=none", "options behind ? or # are not known"),
        ])
    func refused(text: String, reason: String) {
        #expect(throws: RedisConfiguration.InvalidURL(description: reason)) { try RedisConfiguration(url: text) }
    }

    @Test("nothing that prints a configuration shows the password")
    func secret() {
        let configuration = RedisConfiguration(
            host: "::1", isSecure: true, user: "app", password: "hunter2", database: 2)
        #expect("\(configuration)" == "rediss://[::1]:6379/2")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hunter2"))
        #expect(!String(reflecting: configuration).contains("hunter2"))
    }
}
