internal import Synchronization

/// Which node a command goes to, and how that is learnt.
extension RedisClient {
    /// Where the next attempt of a command goes.
    struct Way {
        /// `nil` for where the topology says.
        var next: RedisAddress?
        /// `next` does not have the slot yet.
        var isAsking = false
        /// The node that said so, and that knows of other slots that have moved.
        var speaker: RedisAddress?
        var redirections = 0
    }

    /// The usual way has one redirection; a slot that has just moved, while another one does, two.
    static let maximumRedirectionsAtOnce = 3
    private static let clusterSlots = RedisCommand("CLUSTER", "SLOTS", isIdempotent: true).wireBytes
    /// So often at most the topology is read: while many slots move, each says so to the first that asks for it.
    private static let shortestInterval = Duration.milliseconds(100)
    /// How many nodes are asked for the topology, one after the other, before a command is tried again.
    private static let maximumSpeakers = 3

    private var seed: RedisAddress { RedisAddress(host: configuration.host, port: configuration.port) }

    /// One slot of each node that has slots, as far as the nodes are known; none for a single server.
    public var slots: [RedisSlot] { state.withLock { $0.topology?.slots ?? [] } }

    func address(of command: RedisCommand) -> RedisAddress {
        state.withLock { state in
            guard let topology = state.topology else { return seed }
            if let key = command.key, let address = topology[RedisSlot(of: key)] { return address }
            return topology.primaries.first { state.links[$0] != nil } ?? topology.primaries.first ?? seed
        }
    }

    /// Those that can be asked for the topology: connected ones first, and the configured name last, which may lead to a
    /// node that is not known yet.
    func addresses(except address: RedisAddress) -> [RedisAddress] {
        let others = state.withLock { state in
            let known = ((state.topology?.primaries ?? []) + (state.topology?.replicas ?? [])).filter { $0 != seed }
            return known.filter { state.links[$0] != nil } + known.filter { state.links[$0] == nil }
        }
        return others.filter { $0 != address }.prefix(Self.maximumSpeakers - 1) + [seed]
    }

    /// Finds out whether another node has taken over from one that did not answer in time.
    func leaveSuspect(deadline: ContinuousClock.Instant) async {
        let suspect = state.withLock { state in
            defer { state.suspect = nil }
            return state.suspect
        }
        if let suspect { await readTopology(from: addresses(except: suspect), deadline: deadline) }
    }

    /// One attempt, and beside it the question for the topology where a node has just shown that it knows more of it.
    func answer(
        to bytes: [UInt8], at address: RedisAddress, _ way: Way, deadline: ContinuousClock.Instant
    ) async -> Result<RedisValue, RedisError> {
        guard let speaker = way.speaker else {
            return await attempt(bytes, at: address, isAsking: way.isAsking, deadline: deadline)
        }
        async let reading: Void = readTopology(from: [speaker], deadline: deadline)
        let answer = await attempt(bytes, at: address, isAsking: way.isAsking, deadline: deadline)
        await reading
        return answer
    }

    /// Where a command goes that a node has redirected, and that went `way` before.
    func way(
        by redirection: RedisRedirection, from speaker: RedisAddress, after way: Way,
        deadline: ContinuousClock.Instant
    ) async -> Way {
        var next = Way(next: redirection.target, redirections: way.redirections + 1)
        state.withLock { $0.isCluster = true }
        if redirection.isOnlyForThisCommand {
            next.isAsking = redirection.target != nil
        } else if let target = redirection.target {
            state.withLock { state in
                state.topology = state.topology ?? RedisTopology()
                state.topology?.assign(redirection.slot, to: target)
            }
            next.speaker = speaker
        } else {
            await readTopology(from: [speaker], deadline: deadline)
        }
        return next
    }

    /// Asks one node after the other for the topology, until one gives it. Nothing changes when none does, or the user may
    /// not ask (`NOPERM`): then it is learnt from redirections, slot by slot. Does nothing when it has just been read.
    func readTopology(from speakers: [RedisAddress], deadline: ContinuousClock.Instant) async {
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            let isDue =
                !state.isReadingTopology
                && state.lastReadingOfTopology.map { $0.duration(to: now) >= Self.shortestInterval } ?? true
            if isDue { state.isReadingTopology = true }
            return isDue
        }
        guard isDue else { return }
        var topology: RedisTopology?
        for speaker in speakers where topology == nil {
            // A node that hangs is not waited for: others may know.
            let end = min(deadline, .now + configuration.connectTimeout)
            guard case .success(let reply) = await attempt(Self.clusterSlots, at: speaker, deadline: end) else {
                continue
            }
            topology = RedisTopology(reply, from: speaker)
        }
        state.withLock { state in
            state.isReadingTopology = false
            guard let topology else { return }
            state.lastReadingOfTopology = .now
            state.topology = topology
            // One link a node: the one to the configured name, which leads to some node, is no longer needed.
            for (address, link) in state.links where link.isIdle && !topology.primaries.contains(address) {
                link.end(nil)
                state.links[address] = nil
            }
        }
    }
}

extension RedisError {
    /// Another node may have taken over.
    var mayMeanFailover: Bool {
        switch code {
        case .connect, .connectionLost, .clusterDown, .readOnlyReplica, .loading, .redirected: true
        default: false
        }
    }
}
