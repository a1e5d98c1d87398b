public import Redis

extension RedisContextStore {
    /// A cluster may have 500 nodes. The route is open to everybody, so one request must not occupy them all.
    private static let maximumShards = 64

    /// Finds out whether Redis does what requests need: runs every command of ``RedisContextScripts``, on keys like theirs,
    /// on each node of a cluster that has keys (of the first 64). Nothing is left behind.
    ///
    /// - Throws: ``RedisError``, of the first node that does not.
    public func checkReadiness() async throws(RedisError) {
        // Its ends are never on one node of a cluster of several: asking there shows that it is one.
        try await probe(client.slots.isEmpty ? [.first, .last] : [])
        try await probe(Array(client.slots.prefix(Self.maximumShards)))
    }

    private func probe(_ slots: [RedisSlot]) async throws(RedisError) {
        let client = client
        let failures = await withTaskGroup { group in
            for slot in slots {
                group.addTask { () -> RedisError? in
                    let id = slot.text(beginning: RedisContextKeys.beginning + "/ready/").dropFirst(
                        RedisContextKeys.beginning.count)
                    do throws(RedisError) {
                        _ = try await client.run(
                            RedisContextScripts.probe, keys: RedisContextKeys(String(id)).all, arguments: [])
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: [RedisError]()) { failures, failure in
                if let failure { failures.append(failure) }
            }
        }
        if let failure = failures.first { throw failure }
    }
}
