import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading what was said.
extension WhatsAppStore {
    /// Whose messages.
    enum Span: Sendable, Hashable {
        case session(ContactAddress, ordinal: Int)
        /// All sessions, one after the other.
        case contact(ContactAddress)

        fileprivate var address: ContactAddress {
            switch self {
            case .session(let address, _), .contact(let address): address
            }
        }

        fileprivate var prefix: String {
            switch self {
            case .session(_, let ordinal): MessagePlace.prefix(ofSession: ordinal)
            case .contact: MessagePlace.prefix
            }
        }
    }

    /// Of a page, in bytes as JSON in a string of JSON (Lambda: 6 MB an answer).
    static let maximumPage = 4_000_000
    /// Messages looked through at a time, and how often.
    private static let pageSize = 200
    private static let maximumPages = 50

    func message(_ place: MessagePlace, of address: ContactAddress) async throws(Failure) -> WhatsAppMessage? {
        try await get(table, address.messageKey(place)).flatMap(WhatsAppMessage.init)
    }

    /// A message of a session, by its id, in one call. Ids of earlier versions do not tell where a message is: the session's
    /// latest messages are looked through for them.
    func message(withID id: String, in conversation: Conversation) async throws(Failure) -> WhatsAppMessage? {
        let session = conversation.session
        guard WhatsAppSession.isID(id), let place = MessageID.place(of: id, inSession: session.ordinal) else {
            return nil
        }
        if let message = try await message(place, of: session.address), message.id.hasSameBytes(as: id) {
            return message
        }
        var pages = 0
        var query = Query(
            table: table, partition: conversation.span.address.partition,
            range: .beginsWith(conversation.span.prefix), descending: true, limit: Self.pageSize, consistent: true)
        repeat {
            pages += 1
            let page = try await page(query)
            if let found = page.items.lazy.compactMap(WhatsAppMessage.init).first(where: { $0.id.hasSameBytes(as: id) })
            {
                return found
            }
            query.startKey = page.lastKey
        } while query.startKey != nil && pages < Self.maximumPages
        return nil
    }

    func messages(_ places: [MessagePlace], of address: ContactAddress) async throws(Failure) -> [WhatsAppMessage] {
        var found: [MessagePlace: WhatsAppMessage] = [:]
        for item in try await batchGet(table, places.map(address.messageKey)) {
            if let message = WhatsAppMessage(item) { found[message.place] = message }
        }
        return places.compactMap { found[$0] }
    }

    /// The newest messages, or those before a place: oldest first, and whether there are more before them. At least one,
    /// where there is one, and no more than fit into an answer.
    func latestMessages(
        _ span: Span, limit: Int, before place: MessagePlace? = nil
    ) async throws(Failure) -> (messages: [WhatsAppMessage], hasMore: Bool) {
        let found = try await latest(span, limit: limit, before: place)
        return (found.messages.reversed(), found.hasMore)
    }

    private func latest(
        _ span: Span, limit: Int, before place: MessagePlace?, ofOneSession isOfOneSession: Bool = false
    ) async throws(Failure) -> Found {
        try await messages(
            Query(
                table: table, partition: span.address.partition, range: .beginsWith(span.prefix), descending: true,
                startKey: place.map(span.address.messageKey), consistent: true), limit: limit,
            ofOneSession: isOfOneSession)
    }

    /// The latest messages with a contact under whichever of their addresses, where another one leads there, for one more call.
    private func latest(
        with address: ContactAddress, limit: Int, ofOneSession isOfOneSession: Bool = false
    ) async throws(Failure) -> (found: Found, address: ContactAddress) {
        var address = address
        var read: Set<ContactAddress> = []
        while true {
            read.insert(address)
            let found = try await latest(.contact(address), limit: limit, before: nil, ofOneSession: isOfOneSession)
            guard let link = found.link, !read.contains(link.target) else { return (found, address) }
            address = link.target
        }
    }

    /// Where a contact's history goes on.
    struct HistoryPosition: Sendable, Hashable {
        var address: ContactAddress
        /// Before which; `nil` for the latest.
        var place: MessagePlace?
        /// Former addresses to be read after that; `nil` before the first of them.
        var rest: [ContactAddress]?
    }

    /// What was said in all sessions of a contact, from the latest back, and from the oldest on within the page. What was said
    /// under an address before it was known to be theirs comes last.
    func history(
        of address: ContactAddress, limit: Int, at position: HistoryPosition? = nil
    ) async throws(Failure) -> (messages: [WhatsAppMessage], next: HistoryPosition?) {
        let found: Found
        let read: ContactAddress
        if let position {
            read = position.address
            found = try await latest(.contact(read), limit: limit, before: position.place)
        } else {
            (found, read) = try await latest(with: address, limit: limit)
        }
        let messages = Array(found.messages.reversed())
        if found.hasMore, let first = messages.first {
            return (messages, HistoryPosition(address: read, place: first.place, rest: position?.rest))
        }
        let rest = position?.rest ?? found.former
        return (messages, rest.first.map { HistoryPosition(address: $0, rest: Array(rest.dropFirst())) })
    }

    /// The newest messages of the contact's active session, oldest first; none where there is no such session.
    ///
    /// Two calls: the newest message says which session that would be. A session that has no message yet has none to give,
    /// and whatever came before it has ended.
    func latestMessages(
        ofActiveSessionWith address: ContactAddress, limit: Int
    ) async throws(Failure) -> [WhatsAppMessage] {
        let (found, address) = try await latest(with: address, limit: limit, ofOneSession: true)
        let latest = found.messages
        guard let ordinal = latest.first?.place.ordinal,
            let session = try await get(table, address.sessionKey(ordinal)).flatMap(WhatsAppSession.init),
            asSeen(session).status == .active
        else { return [] }
        return latest.reversed()
    }

    /// Messages from a time on, oldest first, and whether there are more behind them.
    func messages(
        ofSession ordinal: Int, _ address: ContactAddress, from time: Timestamp, after place: MessagePlace?, limit: Int
    ) async throws(Failure) -> (messages: [WhatsAppMessage], hasMore: Bool) {
        let prefix = MessagePlace.prefix(ofSession: ordinal)
        let found = try await messages(
            Query(
                table: table, partition: address.partition,
                range: .between(.string("\(prefix)\(time)"), .string("\(prefix)~")),
                startKey: place.map(address.messageKey), consistent: true), limit: limit)
        return (found.messages, found.hasMore)
    }

    private struct Found {
        var messages: [WhatsAppMessage] = []
        var hasMore = false
        /// Of the address that was read, where it has one.
        var link: ContactLink?
        var former: [ContactAddress] = []
    }

    /// - Parameter isOfOneSession: ends with the session that the first message is of.
    private func messages(
        _ query: Query, limit: Int, ofOneSession isOfOneSession: Bool = false
    ) async throws(Failure) -> Found {
        var query = query
        var found = Found()
        var size = 0
        repeat {
            query.limit = limit - found.messages.count + 1
            let page = try await page(query)
            for item in page.items {
                found.link = found.link ?? ContactLink(item)
                found.former += FormerAddresses(item)?.latestFirst ?? []
                guard let message = WhatsAppMessage(item) else { continue }
                if isOfOneSession, let first = found.messages.first, first.place.ordinal != message.place.ordinal {
                    return found
                }
                size += message.json.escapedSize
                guard found.messages.count < limit, found.messages.isEmpty || size <= Self.maximumPage else {
                    found.hasMore = true
                    return found
                }
                found.messages.append(message)
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return found
    }
}
