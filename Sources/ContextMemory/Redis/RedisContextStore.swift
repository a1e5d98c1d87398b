internal import Cryptography
public import Redis
public import WireFormats

/// Sessions in Redis, under the original's keys (``RedisContextKeys``). What the original wrote is read as it is, and
/// converted in place by the first write.
public struct RedisContextStore: ContextStore {
    /// Somebody who still runs the original may write between reading and converting.
    private static let maximumConversions = 5

    let client: RedisClient
    private let limits: ContextLimits

    public init(_ client: RedisClient, limits: ContextLimits = .standard) {
        self.client = client
        self.limits = limits
    }

    public func createSession(_ id: String, at time: Timestamp) async throws(ContextStoreError) -> Bool {
        let answer = try await run(RedisContextScripts.create, id, texts: ["\(time)", "\(limits.timeToLive)"])
        return try flag(answer)
    }

    public func session(
        _ id: String, messages count: Int?, bytes: Int?
    ) async throws(ContextStoreError) -> ContextSession? {
        let limit = count.map { max(0, min($0, Int(Int32.max))) } ?? -1
        let arguments = ["\(limit)", "\(bytes ?? -1)", "\(limits.maximumMessages)"]
        switch try await run(RedisContextScripts.read, id, texts: arguments) {
        case .null: return nil
        case .bytes(let text):
            guard var session = OriginalSession(text)?.session else { throw Self.corrupt(id) }
            if limit >= 0 { session.messages = session.messages.suffix(limit) }
            return session.keeping(bytes: bytes)
        case .array(let parts):
            guard let session = StoredSession(parts)?.session else { throw Self.corrupt(id) }
            return session
        case .integer, .status, .error: throw Self.corrupt(id)
        }
    }

    public func append(
        _ message: ContextMessage, to id: String
    ) async throws(ContextStoreError) -> AppendOutcome {
        let arguments = [
            Array(message.id.utf8), message.json.serialized(), Array("\(message.timestamp)".utf8),
            Array("\(limits.timeToLive)".utf8), Array("\(limits.maximumMessages)".utf8),
        ]
        let answer = try await write(RedisContextScripts.append, id, arguments)
        if answer == .null { return .noSession }
        guard case .array(let parts) = answer, parts.count == 2, case .integer(let number) = parts[1] else {
            throw Self.corrupt(id)
        }
        return parts[0] == 1 ? .appended(number: Int(number)) : .repeated(number: Int(number))
    }

    public func updateSummary(
        _ text: String, through: Int?, of id: String, at time: Timestamp
    ) async throws(ContextStoreError) -> SummaryOutcome {
        let arguments = [text, "\(through.map { max(0, $0) } ?? -1)", "\(time)", "\(limits.timeToLive)"]
        let answer = try await write(RedisContextScripts.summarize, id, arguments.map { Array($0.utf8) })
        if answer == .null { return .noSession }
        return try flag(answer) ? .updated : .outdated
    }

    public func deleteSession(_ id: String) async throws(ContextStoreError) -> Bool {
        try flag(await run(RedisContextScripts.delete, id, texts: []))
    }

    // MARK: Scripts

    /// Runs a script that writes, after what the original wrote has been converted.
    private func write(
        _ script: RedisScript, _ id: String, _ arguments: [[UInt8]]
    ) async throws(ContextStoreError) -> RedisValue {
        for _ in 0..<Self.maximumConversions {
            let answer = try await run(script, id, arguments)
            guard answer == .status("ORIGINAL") else { return answer }
            try await convert(id)
        }
        throw ContextStoreError(
            .unavailable(mayHaveWritten: false), "the session is being written by the original system")
    }

    private func convert(_ id: String) async throws(ContextStoreError) {
        guard case .bytes(let bytes) = try await run(RedisContextScripts.read, id, texts: ["0", "-1", "0"]) else {
            return
        }
        guard let session = OriginalSession(bytes)?.session else { throw Self.corrupt(id) }
        var arguments = [
            hexadecimal(Insecure.SHA1.hash(data: bytes)), "\(session.createdAt)", "\(session.lastUpdated)",
            session.summary?.text ?? "", "\(limits.timeToLive)",
        ].map { Array($0.utf8) }
        for message in session.messages { arguments += [Array(message.id.utf8), message.json.serialized()] }
        _ = try await run(RedisContextScripts.convert, id, arguments)
    }

    private func run(
        _ script: RedisScript, _ id: String, texts arguments: [String]
    ) async throws(ContextStoreError) -> RedisValue {
        try await run(script, id, arguments.map { Array($0.utf8) })
    }

    private func run(
        _ script: RedisScript, _ id: String, _ arguments: [[UInt8]]
    ) async throws(ContextStoreError) -> RedisValue {
        do throws(RedisError) {
            if !client.isCluster {
                do throws(RedisError) {
                    let keys = RedisContextKeys(onSingleServer: id)
                    return try await client.run(script, keys: keys.all, arguments: arguments)
                } catch {
                    // It is a cluster then, and nothing has been done.
                    guard error.code == .crossSlot else { throw error }
                }
            }
            return try await client.run(script, keys: RedisContextKeys(id).all, arguments: arguments)
        } catch {
            throw ContextStoreError(error)
        }
    }

    private func flag(_ answer: RedisValue) throws(ContextStoreError) -> Bool {
        guard case .integer(let number) = answer else {
            throw ContextStoreError(.corrupt, "Redis gave an answer that the script does not give")
        }
        return number == 1
    }

    private static func corrupt(_ id: String) -> ContextStoreError {
        ContextStoreError(.corrupt, "what is stored as session \(id) is no session")
    }
}

extension ContextStoreError {
    init(_ error: RedisError) {
        switch error.code {
        case .authentication, .permission, .databaseInCluster:
            self.init(.denied, error.description, cause: error.description)
        case .server("WRONGTYPE"): self.init(.corrupt, error.description, cause: error.description)
        default:
            self.init(
                .unavailable(mayHaveWritten: error.mayHaveTakenEffect), error.description, cause: error.description)
        }
    }
}

/// A session as ``RedisContextScripts/read`` answers it.
private struct StoredSession {
    let session: ContextSession

    init?(_ parts: [RedisValue]) {
        guard parts.count == 3, case .array(let fields) = parts[0], case .array(let items) = parts[1],
            case .integer(let omitted) = parts[2], fields.count == 6,
            let created = fields[0].text.flatMap({ Timestamp($0) }),
            let updated = fields[1].text.flatMap({ Timestamp($0) }),
            let last = fields[2].text.flatMap({ Int($0) })
        else { return nil }
        var session = ContextSession(
            createdAt: created, lastUpdated: updated, lastNumber: last, omitted: Int(omitted))
        if let text = fields[3].text {
            guard let through = fields[4].text.flatMap({ Int($0) }),
                let time = fields[5].text.flatMap({ Timestamp($0) })
            else { return nil }
            session.summary = ContextSummary(text: text, through: through, updatedAt: time)
        }
        for item in items.reversed() {
            guard case .bytes(let bytes) = item, let json = try? JSON(parsing: bytes),
                let message = ContextMessage(json)
            else { return nil }
            session.messages.append(message)
        }
        self.session = session
    }
}
