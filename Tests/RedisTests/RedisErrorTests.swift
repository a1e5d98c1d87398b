import Testing

@testable import Redis

private let replies: [(String, RedisError.Code)] = [
    ("NOAUTH Authentication required.", .authentication),
    ("WRONGPASS invalid username-password pair or user is disabled.", .authentication),
    ("ERR invalid password", .authentication),
    ("NOPERM User app has no permissions to run the 'get' command", .permission),
    ("OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory),
    ("READONLY You can't write against a read only replica.", .readOnlyReplica),
    ("BUSY Redis is busy running a script.", .busyScript),
    ("UNKILLABLE Sorry the script already executed write commands.", .busyScript),
    ("LOADING Redis is loading the dataset in memory", .loading),
    ("MASTERDOWN Link with MASTER is down", .loading),
    ("ERR max number of clients reached", .connect),
    ("DENIED Redis is running in protected mode", .connect),
    ("WRONGTYPE Operation against a key holding the wrong kind of value", .server("WRONGTYPE")),
    ("ERR syntax error", .server("ERR")),
    ("", .server("")),
]

@Suite("RedisError")
struct RedisErrorTests {
    @Test(
        "what the server says becomes a code",
        arguments: replies)
    func codes(reply: String, code: RedisError.Code) {
        #expect(RedisError(reply: reply).code == code)
        #expect(!RedisError(reply: reply).mayHaveTakenEffect)
    }

    @Test("the arguments that a server quotes are left out")
    func arguments() {
        let error = RedisError(reply: "ERR unknown command 'X', with args beginning with: 'my secret' ")
        #expect("\(error)" == "ERR: ERR unknown command")
    }

    @Test("only what cannot have been carried out twice is tried again")
    func retries() {
        let idempotent = RedisCommand("GET", "a", isIdempotent: true)
        let other = RedisCommand("INCR", "a", isIdempotent: false)
        let lost = RedisError(code: .connectionLost, message: "", mayHaveTakenEffect: true)
        let unsent = RedisError(code: .connectionLost, message: "", mayHaveTakenEffect: false)
        let full = RedisError(code: .outOfMemory, message: "", mayHaveTakenEffect: false)
        #expect(lost.allowsRetry(of: idempotent))
        #expect(!lost.allowsRetry(of: other))
        #expect(unsent.allowsRetry(of: other))
        #expect(!full.allowsRetry(of: idempotent))
    }
}
