import Testing

@testable import Redis

@Suite("What nodes of a cluster say of each other")
struct RedisTopologyTests {
    private let speaker = RedisAddress(host: "cache.example.com", port: 6_379)

    private func slot(_ number: Int) throws -> RedisSlot { try #require(RedisSlot(number)) }

    @Test("CLUSTER SLOTS gives each slot's node, and the replicas")
    func slots() throws {
        let topology = try #require(
            RedisTopology(
                [
                    [0, 99, ["10.0.0.1", 7_000, "id"], ["10.0.0.4", 7_003, "id", []]],
                    [200, 16_383, ["b.example.com", 7_001, "id", ["ip", "10.0.0.2"]]],
                    [100, 199, ["10.0.0.1", 7_000, "id"]],
                ], from: speaker))
        let (one, two) = (RedisAddress(host: "10.0.0.1", port: 7_000), RedisAddress(host: "b.example.com", port: 7_001))
        #expect(topology.primaries == [one, two])
        #expect(topology.replicas == [RedisAddress(host: "10.0.0.4", port: 7_003)])
        for (number, owner) in [(0, one), (99, one), (199, one), (200, two), (16_383, two)] {
            #expect(try topology[slot(number)] == owner)
        }
        #expect(try topology.slots == [slot(0), slot(200)])
    }

    @Test(
        "a node without a name is where the answer came from; one that shall have a name and has none, at its address",
        arguments: [
            (RedisValue.null, RedisValue.array([]), "cache.example.com"), ("", [], "cache.example.com"),
            ("?", ["ip", "10.0.0.9"], "10.0.0.9"), ("?", ["hostname", "", "ip", "10.0.0.9"], "10.0.0.9"),
            ("::1", ["hostname", "a.example.com"], "::1"), ("a.example.com", ["ip", "10.0.0.9"], "a.example.com"),
        ] as [(RedisValue, RedisValue, String)])
    func names(name: RedisValue, metadata: RedisValue, host: String) throws {
        let reply: RedisValue = [[0, 16_383, .array([name, 7_000, "id", metadata])]]
        let topology = try #require(RedisTopology(reply, from: speaker))
        #expect(topology.primaries == [RedisAddress(host: host, port: 7_000)])
    }

    @Test("a slot that has moved is its new node's; the others stay")
    func assigned() throws {
        var topology = try #require(RedisTopology([[0, 16_383, ["a", 1]]], from: speaker))
        topology.assign(try slot(7), to: RedisAddress(host: "b", port: 2))
        #expect(try topology[slot(7)] == RedisAddress(host: "b", port: 2))
        #expect(try topology[slot(8)] == RedisAddress(host: "a", port: 1))
        #expect(try RedisTopology()[slot(8)] == nil)
    }

    @Test("more nodes than there are slots are not taken in")
    func tooMany() throws {
        var topology = RedisTopology()
        for port in 1...16_400 { topology.assign(.first, to: RedisAddress(host: "a", port: UInt16(port))) }
        #expect(topology.primaries.count == RedisSlot.count)
        #expect(topology[.first] == nil)
    }

    @Test(
        "what is no answer to CLUSTER SLOTS changes nothing",
        arguments: [
            .null, [], "text", [[]], [[0, 1]], [[1, 0, ["a", 1]]], [[0, 16_384, ["a", 1]]], [[-1, 0, ["a", 1]]],
            [[0, 1, ["a"]]], [[0, 1, ["a", 65_536]]], [[0, 1, ["a", 0]]], [[0, 1, ["a b", 1]]], [[0, 1, ["a/@", 1]]],
            [[0, 1, ["?", 1]]],
        ] as [RedisValue])
    func invalid(reply: RedisValue) {
        #expect(RedisTopology(reply, from: speaker) == nil)
    }

    @Test(
        "MOVED and ASK name a slot and a node",
        arguments: [
            ("MOVED 3999 10.0.0.7:6381", "10.0.0.7", 6_381, false),
            ("ASK 3999 b.example.com:1", "b.example.com", 1, true),
            ("MOVED 3999 ::1:6381", "::1", 6_381, false), ("MOVED 3999 :6381", "cache.example.com", 6_381, false),
        ])
    func redirections(reply: String, host: String, port: UInt16, isAsk: Bool) throws {
        let redirection = try #require(RedisRedirection(reply, from: speaker))
        #expect(redirection.slot.number == 3_999)
        #expect(redirection.target == RedisAddress(host: host, port: port))
        #expect(redirection.isOnlyForThisCommand == isAsk)
    }

    @Test(
        "other answers redirect nowhere",
        arguments: [
            "ERR no", "MOVED", "MOVED 1", "MOVED x 10.0.0.7:6381", "MOVED 16384 10.0.0.7:6381", "MOVED 1 10.0.0.7",
            "MOVED 1 a:b", "",
        ])
    func others(reply: String) {
        #expect(RedisRedirection(reply, from: speaker) == nil)
    }

    @Test("a node that nobody has named is sought in the topology", arguments: ["?:6381", "a/b:1", "a:0", "a:65536"])
    func unknown(node: String) {
        #expect(RedisRedirection("MOVED 1 \(node)", from: speaker)?.target == nil)
        #expect(RedisRedirection("MOVED 1 \(node)", from: speaker)?.slot == RedisSlot(1))
    }
}
