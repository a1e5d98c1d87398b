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
    (
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
        .cannotPersist
    ),
    ("CLUSTERDOWN The cluster is down", .clusterDown),
    ("TRYAGAIN Multiple keys request during rehashing of slot", .slotMoving),
    ("CROSSSLOT Keys in request don't hash to the same slot", .crossSlot),
    ("MOVED 3999 10.0.0.7:6381", .redirected),
    ("ASK 3999 10.0.0.7:6381", .redirected),
    ("ERR SELECT is not allowed in cluster mode", .databaseInCluster),
    ("NOREPLICAS Not enough good replicas to write.", .server("NOREPLICAS")),
    // Of scripts, before Redis 7.
    (
        "ERR Error running script (call to f_6b1b): @user_script:1: @user_script: 1: "
            + "-OOM command not allowed when used memory > 'maxmemory'.", .outOfMemory
    ),
    (
        "ERR Error running script (call to f_6b1b): @user_script:1: "
            + "-READONLY You can't write against a read only replica.", .readOnlyReplica
    ),
    (
        "ERR Error running script (call to f_6b1b): @user_script:1: @user_script: 1: "
            + "The user executing the script can't run this command or subcommand", .permission
    ),
    ("ERR Error running script (call to f_6b1b): @user_script:1: user_script:1: attempt to index", .server("ERR")),
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

    @Test(
        "the server's word is for anybody to see, and nothing else of what it says",
        arguments: [
            ("NOPERM User app has no permissions to run the 'get' command", "NOPERM"), ("OOM no", "OOM"),
            ("ERR SELECT is not allowed in cluster mode", "SELECT is not allowed in cluster mode"),
            ("ERR syntax error", "ERR"), ("host.example.com is down", nil), ("", nil), ("A\u{1B}[2J", nil),
        ])
    func words(reply: String, word: String?) {
        #expect(RedisError(reply: reply).word == word)
    }

    @Test("a script that met a key which has moved may have begun")
    func astray() {
        let error = RedisError(
            reply: "ERR Script attempted to access a non local key in a cluster node script: 97, on 1.")
        #expect(error.code == .slotMoving && error.mayHaveTakenEffect)
        #expect(error.allowsRetry(of: RedisCommand("EVAL", isIdempotent: true)))
        #expect(!error.allowsRetry(of: RedisCommand("EVAL", isIdempotent: false)))
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
