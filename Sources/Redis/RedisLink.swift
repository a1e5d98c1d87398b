internal import HTTPTransport

/// One connection to a server and the commands on it, answered in the order they were sent. Commands wait until the
/// server has taken password and database, so that none runs as somebody else or elsewhere. Used under
/// ``RedisClient``'s lock.
final class RedisLink {
    typealias Continuation = CheckedContinuation<Result<RedisValue, RedisError>, Never>

    private enum Phase {
        case opening
        case ready
        case ended
    }

    private enum Step: String {
        case authenticate = "AUTH"
        case select = "SELECT"
    }

    /// A command that waits for its answer.
    private struct Slot {
        let number: UInt64
        let deadline: ContinuousClock.Instant
        /// `nil` once nobody waits. The slot stays, so that its answer goes to nobody else.
        var continuation: Continuation?
        /// Where its first byte stands in all that was sent.
        var start = 0
        /// An `ASKING` goes before it, with an answer of its own.
        var isAsking = false
    }

    private static let asking = RedisCommand("ASKING", isIdempotent: true).wireBytes

    let number: UInt64
    let stream: StreamConnection
    private let reader: RedisReplyReader
    private var phase: Phase
    /// What the server has yet to answer before commands are sent.
    private var handshake: [Step]
    private var sent = SlotQueue<Slot>()
    private var held: [(slot: Slot, bytes: [UInt8])] = []
    private var handedCount = 0
    /// The answer to the `ASKING` of the first of those sent.
    private var permission: RedisValue?
    private var deadline: ContinuousClock.Instant?
    private var lastUsed = ContinuousClock.now

    /// - Throws: ``RedisError`` when there is no memory.
    init(number: UInt64, _ configuration: RedisConfiguration, on loop: CurlEventLoop) throws(RedisError) {
        self.number = number
        reader = try RedisReplyReader(maximumReplySize: configuration.maximumReplySize)
        let endpoint = StreamEndpoint(
            host: configuration.host, port: configuration.port, isSecure: configuration.isSecure,
            caBundlePath: configuration.caBundlePath, connectTimeout: configuration.connectTimeout)
        stream = StreamConnection(to: endpoint, on: loop)
        var steps: [(Step, [String])] = []
        if let password = configuration.password {
            steps.append((.authenticate, [configuration.user, password].compactMap(\.self)))
        }
        if configuration.database != 0 { steps.append((.select, ["\(configuration.database)"])) }
        handshake = steps.map(\.0)
        phase = steps.isEmpty ? .ready : .opening
        for (step, arguments) in steps {
            let words = ([step.rawValue] + arguments).map { Array($0.utf8) }
            hand(RedisCommand(arguments: words, isIdempotent: true).wireBytes)
        }
    }

    deinit { stream.close() }

    var hasEnded: Bool { if case .ended = phase { true } else { false } }
    /// Nobody waits for an answer on it.
    var isIdle: Bool { sent.isEmpty && held.isEmpty }

    func wasIdle(for duration: Duration) -> Bool { isIdle && lastUsed.duration(to: .now) > duration }

    // MARK: Commands

    /// - Parameter isAsking: the command is for a slot that is being moved here, and goes behind an `ASKING`.
    func enqueue(
        _ bytes: [UInt8], isAsking: Bool, number: UInt64, deadline: ContinuousClock.Instant,
        _ continuation: Continuation
    ) {
        let slot = Slot(number: number, deadline: deadline, continuation: continuation, isAsking: isAsking)
        switch phase {
        case .opening: held.append((slot, bytes))
        case .ready: send(slot, bytes)
        case .ended:
            let message = "the connection has ended"
            return continuation.resume(
                returning: .failure(RedisError(code: .connectionLost, message: message, mayHaveTakenEffect: false)))
        }
        lastUsed = .now
        if self.deadline.map({ deadline < $0 }) ?? true { setDeadline(deadline) }
    }

    func cancel(number: UInt64) {
        let message = "the task that waited was cancelled"
        if let index = held.firstIndex(where: { $0.slot.number == number }) {
            let slot = held.remove(at: index).slot
            slot.continuation?.resume(
                returning: .failure(RedisError(code: .cancelled, message: message, mayHaveTakenEffect: false)))
            noteAnswered(slot)
        } else {
            // What has been handed over leaves, if not by now.
            sent.update(where: { $0.number == number }) { slot in
                slot.continuation?.resume(
                    returning: .failure(RedisError(code: .cancelled, message: message, mayHaveTakenEffect: true)))
                slot.continuation = nil
            }
        }
    }

    private func send(_ slot: Slot, _ bytes: [UInt8]) {
        var slot = slot
        slot.start = handedCount
        sent.append(slot)
        if slot.isAsking { hand(Self.asking) }
        hand(bytes)
    }

    private func hand(_ bytes: [UInt8]) {
        handedCount += bytes.count
        stream.send(bytes)
    }

    // MARK: Answers

    func take(_ bytes: [UInt8]) {
        do throws(RedisError) {
            try reader.feed(bytes)
            while !hasEnded, let reply = try reader.next() { try take(reply) }
        } catch {
            end { _ in error }
        }
    }

    private func take(_ reply: RedisValue) throws(RedisError) {
        if let step = handshake.first {
            if case .error(let text) = reply { throw Self.refusal(of: step, text) }
            handshake.removeFirst()
            if handshake.isEmpty { becomeReady() }
        } else if let slot = sent.first, slot.isAsking, permission == nil {
            permission = reply
        } else if let slot = sent.popFirst() {
            // A user who may not ask is sent back with MOVED: what was wrong is said by the first answer.
            if case .error = reply, case .error(let refusal) = permission {
                slot.continuation?.resume(returning: .success(.error(refusal)))
            } else {
                slot.continuation?.resume(returning: .success(reply))
            }
            permission = nil
            lastUsed = .now
            noteAnswered(slot)
        } else {
            // The server says farewell to a client that it does not want.
            if case .error(let text) = reply { throw RedisError(reply: text) }
            throw RedisError(code: .protocol, message: "an answer that nobody asked for", mayHaveTakenEffect: true)
        }
    }

    private func becomeReady() {
        phase = .ready
        for (slot, bytes) in held { send(slot, bytes) }
        held = []
    }

    /// Servers quote the arguments of what they do not understand: old ones a password.
    private static func refusal(of step: Step, _ text: String) -> RedisError {
        let error = RedisError(reply: text)
        let word = text.prefix { $0 != " " }
        switch (step, error.code) {
        case (_, .connect), (_, .loading), (_, .busyScript): return error
        case (.authenticate, _):
            let message = "the server takes neither user nor password (\(word))"
            return RedisError(
                code: .authentication, message: message, mayHaveTakenEffect: false, word: error.word)
        case (.select, _): return error
        }
    }

    // MARK: End

    /// - Parameter failure: `nil` when the server has closed the connection.
    func end(_ failure: HTTPError?) {
        let now = ContinuousClock.now
        let isOpening = !handshake.isEmpty
        end { [stream] slot in
            let isSent = slot.start < stream.sentCount && !isOpening
            guard let failure else {
                let message = "the server closed the connection"
                return RedisError(
                    code: isOpening ? .connect : .connectionLost, message: message, mayHaveTakenEffect: isSent)
            }
            let code: RedisError.Code =
                switch failure.code {
                case .timeout: slot.deadline <= now ? .timeout : .connectionLost
                case .tls: .tls
                case .connect, .nameResolution, .invalidRequest: .connect
                case .connectionLost, .bodyTooLarge: .connectionLost
                case .cancelled, .shutDown: .closed
                }
            return RedisError(code: code, message: failure.message, mayHaveTakenEffect: isSent)
        }
    }

    private func end(_ error: (Slot) -> RedisError) {
        guard !hasEnded else { return }
        phase = .ended
        while let slot = sent.popFirst() { slot.continuation?.resume(returning: .failure(error(slot))) }
        for (slot, _) in held {
            var error = error(slot)
            error.mayHaveTakenEffect = false
            slot.continuation?.resume(returning: .failure(error))
        }
        held = []
        stream.close()
    }

    // MARK: Deadline

    /// The connection's deadline is the first of its commands'.
    private func noteAnswered(_ slot: Slot) {
        guard let deadline, slot.deadline <= deadline else { return }
        var first: ContinuousClock.Instant?
        sent.forEach { first = min(first ?? $0.deadline, $0.deadline) }
        for (slot, _) in held { first = min(first ?? slot.deadline, slot.deadline) }
        setDeadline(first)
    }

    private func setDeadline(_ deadline: ContinuousClock.Instant?) {
        guard deadline != self.deadline else { return }
        self.deadline = deadline
        stream.setDeadline(deadline)
    }
}
