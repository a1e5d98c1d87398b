internal import AWSServices
internal import Gateway
internal import SystemSupport
internal import Tables
internal import WireFormats

/// Reading a session with its last messages: one query, unless they are more than a page (1 MB).
extension ContextTable {
    /// Two items lie before the messages.
    private static let itemsBeforeMessages = 2
    /// More than any session keeps: the most that is asked of a page.
    private static let maximumAsked = 1_000_000

    /// - Parameters:
    ///   - count: how many messages, at most; `nil` for all that are kept.
    ///   - bytes: of the messages' texts together, if there is more than one; `nil` for any number.
    func session(_ key: ContextKey, messages count: Int?, bytes: Int?) async throws(Failure) -> ContextSession? {
        let kept = min(max(0, limits.maximumMessages), Self.maximumAsked)
        let wanted = min(max(0, count ?? kept), kept)
        return try await untilSettled { () throws(Failure) -> ContextSession?? in
            switch try await read(key, messages: wanted, bytes: bytes ?? .max) {
            case .session(let session): .some(session)
            case .missing: .some(nil)
            case .changed: nil
            }
        }
    }

    private enum Reading: Sendable {
        case session(ContextSession)
        case missing
        /// The session was deleted, and perhaps created anew, while it was read.
        case changed
    }

    private func read(_ key: ContextKey, messages wanted: Int, bytes: Int) async throws(Failure) -> Reading {
        var query = Query(
            table: table, partition: key.partition, range: .greaterOrEqual(.string(ContextKey.lowestRead)),
            descending: true, limit: wanted + Self.itemsBeforeMessages, consistent: true)
        var reader = ContextReader(maximumMessages: wanted, maximumBytes: bytes)
        var pages = 0
        repeat {
            let page = try await page(query)
            pages += 1
            for item in page.items {
                guard try reader.take(item) else { break }
            }
            query.startKey = page.lastKey
        } while query.startKey != nil && !reader.isComplete
        guard let header = reader.header, header.isAlive(at: effects.now()) else { return .missing }
        guard let session = reader.session else { return .changed }
        // What followed the first page may have been removed before it was read.
        if pages > 1 {
            guard let still = try await liveHeader(key), still.epoch == header.epoch else { return .changed }
        }
        return .session(session)
    }
}

/// Puts a session together from its items in descending order.
private struct ContextReader {
    private let maximumMessages: Int
    private let maximumBytes: Int
    private(set) var header: ContextHeader?
    /// It wants no more.
    private(set) var isComplete = false
    private var summary: StoredContextSummary?
    /// Newest first.
    private var messages: [StoredContextMessage] = []
    private var isConsistent = true
    private var size = 0
    private var isCut = false

    init(maximumMessages: Int, maximumBytes: Int) {
        self.maximumMessages = maximumMessages
        self.maximumBytes = maximumBytes
    }

    /// - Returns: ``isComplete``, negated.
    mutating func take(_ item: Item) throws(Failure) -> Bool {
        switch item[ConversationAttribute.sort]?.string {
        case ContextKey.summarySort:
            guard let summary = StoredContextSummary(item) else { throw ContextTable.corrupt }
            self.summary = summary
        case ContextKey.headerSort:
            guard let header = ContextHeader(item) else { throw ContextTable.corrupt }
            self.header = header
            isComplete = maximumMessages == 0
        default:
            guard let message = StoredContextMessage(item) else { throw ContextTable.corrupt }
            take(message)
        }
        return !isComplete
    }

    private mutating func take(_ message: StoredContextMessage) {
        // Of a session that had the id before, and is still being removed.
        guard let header, message.epoch >= header.epoch else {
            isComplete = true
            return
        }
        let follows = messages.last.map { message.number == $0.number - 1 } ?? (message.number >= header.last)
        isConsistent = isConsistent && message.epoch == header.epoch && follows
        size += message.message.text.utf8.count
        guard size <= maximumBytes || messages.isEmpty else {
            (isCut, isComplete) = (true, true)
            return
        }
        messages.append(message)
        isComplete = messages.count == maximumMessages
    }

    /// `nil` when what was read does not fit together.
    var session: ContextSession? {
        guard let header, isConsistent else { return nil }
        guard !messages.isEmpty || header.last == 0 || maximumMessages == 0 else { return nil }
        // One that came while the page was read is newer than the session's own item.
        let isAhead = (messages.first?.number ?? 0) > header.last
        let lastNumber = max(header.last, messages.first?.number ?? 0)
        return ContextSession(
            createdAt: header.createdAt,
            lastUpdated: isAhead ? messages.first?.message.timestamp ?? header.lastUpdated : header.lastUpdated,
            summary: summary?.epoch == header.epoch ? summary?.summary : nil,
            messages: messages.reversed().map(\.message), lastNumber: lastNumber,
            omitted: isCut ? min(maximumMessages, lastNumber) - messages.count : 0)
    }
}
