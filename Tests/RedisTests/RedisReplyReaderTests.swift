import TestSupport
import Testing

@testable import Redis

@Suite("RedisReplyReader")
struct RedisReplyReaderTests {
    /// The replies in `text`, fed in pieces of `size` bytes.
    private func replies(_ text: String, piece size: Int = .max, maximum: Int = 1_000) throws(RedisError)
        -> [RedisValue]
    {
        let reader = try RedisReplyReader(maximumReplySize: maximum)
        var rest = Array(text.utf8)[...]
        var replies: [RedisValue] = []
        while !rest.isEmpty {
            try reader.feed(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            while let reply = try reader.next() { replies.append(reply) }
        }
        return replies
    }

    private func error(of text: String, maximum: Int = 1_000) -> RedisError? {
        do throws(RedisError) {
            _ = try replies(text, maximum: maximum)
            return nil
        } catch {
            return error
        }
    }

    @Test("replies of every kind are read, however they are cut into pieces", arguments: [1, 2, 3, 7, Int.max])
    func kinds(piece: Int) throws {
        let text =
            "+OK\r\n-ERR no\r\n:-9223372036854775808\r\n$-1\r\n$0\r\n\r\n$4\r\n\r\n\r\n\r\n*-1\r\n*0\r\n"
            + "*3\r\n*2\r\n:1\r\n*1\r\n$1\r\na\r\n-WRONGTYPE x\r\n$-1\r\n+\r\n"
        let expected: [RedisValue] = [
            .status("OK"), .error("ERR no"), .integer(.min), .null, "", "\r\n\r\n", .null, [],
            [[1, ["a"]], .error("WRONGTYPE x"), .null], .status(""),
        ]
        #expect(try replies(text, piece: piece) == expected)
    }

    @Test("bytes that are no UTF-8 stay as they are")
    func binary() throws {
        let reader = try RedisReplyReader(maximumReplySize: 1_000)
        try reader.feed(Array("$256\r\n".utf8) + Array(0...255) + Array("\r\n".utf8))
        #expect(try reader.next() == .bytes(Array(0...255)))
        #expect(try reader.next() == nil)
    }

    @Test(
        "what is not Redis's protocol is refused",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n", "\r\n", "$x\r\n", "$-2\r\n", "*-2\r\n", "*99999999999\r\n", ":1.5\r\n",
            "$99999999999999999999\r\n", "%1\r\n+a\r\n+b\r\n", "*2\r\n:1\r\n?\r\n",
            String(repeating: "*1\r\n", count: 9) + ":1\r\n",
        ])
    func malformed(text: String) throws {
        #expect(error(of: text)?.code == .protocol)
    }

    @Test("a reply longer than allowed is refused, before it is whole and when it comes at once")
    func tooLarge() throws {
        let whole = "$1000\r\n" + String(repeating: "a", count: 1_000) + "\r\n"
        #expect(error(of: whole, maximum: 1_009) == nil)
        #expect(error(of: whole, maximum: 1_008)?.code == .protocol)
        #expect(error(of: String(whole.dropLast(500)), maximum: 500)?.code == .protocol)
        #expect(error(of: "+OK\r\n+OK\r\n+OK\r\n", maximum: 5) == nil)
    }

    @Test("an array of announced length takes memory only for what comes")
    func announced() throws {
        #expect(try replies("*2147483647\r\n:1\r\n") == [])
        #expect(try replies("$9223372036854775000\r\nabc") == [])
    }

    @Test("a reader that has failed, or is released within a reply, leaks and crashes nothing", arguments: 0..<200)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "*2\r\n", "$3\r\nabc\r\n", ":7\r\n", "+OK\r\n", "$-1\r\n", "*0\r\n", "-E\r\n", "\r", "\n", "$5\r\na",
        ]
        let text = (0..<20).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        let whole = Result { () throws(RedisError) in try replies(text) }.map(\.count)
        let cut = Result { () throws(RedisError) in try replies(text, piece: 1) }.map(\.count)
        switch (whole, cut) {
        case (.success(let whole), .success(let cut)): #expect(whole == cut)
        case (.failure(let whole), .failure(let cut)): #expect(whole.code == cut.code)
        default: Issue.record("the pieces matter: \(text)")
        }
    }
}
