/// Which node of a cluster has which slots, as far as it is known.
///
/// It is read with `CLUSTER SLOTS`: deprecated since Redis 7 in favour of `CLUSTER SHARDS`, but what every version of Redis
/// and Valkey answers, and ElastiCache, Serverless too (as one node that has all slots), and MemoryDB.
///
/// Sources: Redis and Valkey, "CLUSTER SLOTS"; ElastiCache, "Supported commands" and "Valkey and Redis OSS configuration and
/// limits" (Serverless: one virtual node); MemoryDB, "Restricted commands", which has not this one (read December 2026).
struct RedisTopology {
    /// The nodes that have slots: the primaries.
    private(set) var primaries: [RedisAddress] = []
    /// Nodes that have none.
    private(set) var replicas: [RedisAddress] = []
    /// For each primary, one more than its index.
    private var numbers: [RedisAddress: UInt16] = [:]
    /// For each slot, its primary's number; 0 where it is unknown.
    private var owners = [UInt16](repeating: 0, count: RedisSlot.count)

    init() {}

    /// - Parameters:
    ///   - reply: to `CLUSTER SLOTS`: an array of the first slot, the last slot, the primary and the replicas.
    ///   - speaker: where the answer came from.
    /// - Returns: `nil` for another answer, and when no node has slots.
    init?(_ reply: RedisValue, from speaker: RedisAddress) {
        guard case .array(let ranges) = reply, !ranges.isEmpty else { return nil }
        for range in ranges {
            guard case .array(let parts) = range, parts.count >= 3, case .integer(let first) = parts[0],
                case .integer(let last) = parts[1], let first = RedisSlot(Int(first)), let last = RedisSlot(Int(last)),
                first.number <= last.number
            else { return nil }
            for replica in parts[3...] {
                if let address = Self.address(of: replica, speaker), !replicas.contains(address) {
                    replicas.append(address)
                }
            }
            guard let primary = Self.address(of: parts[2], speaker) else { continue }
            let owner = owner(primary)
            for number in first.number...last.number { owners[Int(number)] = owner }
        }
        guard !primaries.isEmpty else { return nil }
    }

    subscript(slot: RedisSlot) -> RedisAddress? {
        let owner = Int(owners[Int(slot.number)])
        return owner == 0 ? nil : primaries[owner - 1]
    }

    mutating func assign(_ slot: RedisSlot, to address: RedisAddress) {
        owners[Int(slot.number)] = owner(address)
    }

    /// A slot of each primary.
    var slots: [RedisSlot] {
        var (slots, seen) = ([RedisSlot](), Set<UInt16>([0]))
        for (number, owner) in owners.enumerated() where seen.insert(owner).inserted {
            if let slot = RedisSlot(number) { slots.append(slot) }
        }
        return slots
    }

    /// - Returns: 0, unknown, when more nodes are named than can have slots.
    private mutating func owner(_ address: RedisAddress) -> UInt16 {
        if let owner = numbers[address] { return owner }
        guard primaries.count < RedisSlot.count else { return 0 }
        primaries.append(address)
        let owner = UInt16(primaries.count)
        numbers[address] = owner
        return owner
    }

    /// - Parameter node: the preferred host, the port, the node's id and, since Redis 7, names and values of what else is
    ///   known of it: its address where a host name is preferred.
    private static func address(of node: RedisValue, _ speaker: RedisAddress) -> RedisAddress? {
        guard case .array(let parts) = node, parts.count >= 2, case .integer(let port) = parts[1] else { return nil }
        var host = parts[0].text ?? ""
        if host == "?", parts.count >= 4, case .array(let metadata) = parts[3] {
            for (name, value) in zip(metadata, metadata.dropFirst()) where name.text == "ip" {
                host = value.text ?? host
            }
        }
        return RedisAddress(announcedHost: host, port: Int(port), by: speaker)
    }
}
