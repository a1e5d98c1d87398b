import Testing

@testable import Redis

@Suite("RedisCommand")
struct RedisCommandTests {
    @Test("a command is an array of byte strings on the wire")
    func wire() {
        let command = RedisCommand(arguments: [Array("SET".utf8), [], [0, 13, 10, 255]], isIdempotent: true)
        #expect(
            command.wireBytes == Array("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\n".utf8) + [0, 13, 10, 255]
                + Array("\r\n".utf8))
    }

    @Test("a script goes by the SHA-1 that Redis knows it by")
    func script() {
        let script = RedisScript("return 1", isIdempotent: true)
        let byDigest = RedisCommand(
            "EVALSHA", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db", "2", "a", "b", "c", isIdempotent: true)
        #expect(script.byDigest(keys: ["a", "b"], arguments: [Array("c".utf8)]) == byDigest)
        let bySource = RedisCommand("EVAL", "return 1", "0", isIdempotent: true)
        #expect(script.bySource(keys: [], arguments: []) == bySource)
    }
}
