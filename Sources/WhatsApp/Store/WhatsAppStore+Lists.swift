import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Sessions of all contacts, by last activity.
extension WhatsAppStore {
    /// What a list goes on behind: keys of an entry.
    struct ListPosition: Sendable, Hashable {
        var activity: String
        var partition: String
        var sort: String

        init(activity: String, partition: String, sort: String) {
            self.activity = activity
            self.partition = partition
            self.sort = sort
        }

        init?(_ json: JSON) {
            guard let activity = json[0]?.string, let partition = json[1]?.string, let sort = json[2]?.string else {
                return nil
            }
            self.init(activity: activity, partition: partition, sort: sort)
        }

        fileprivate init?(_ entry: Item, in list: WhatsAppSession.List) {
            guard let activity = entry[list.sortAttribute]?.string,
                let partition = entry[ConversationAttribute.partition]?.string,
                let sort = entry[ConversationAttribute.sort]?.string
            else { return nil }
            self.init(activity: activity, partition: partition, sort: sort)
        }

        var json: JSON { [.string(activity), .string(partition), .string(sort)] }

        fileprivate func key(in list: WhatsAppSession.List) -> Item {
            [
                list.partitionAttribute: list.partition, list.sortAttribute: .string(activity),
                ConversationAttribute.partition: .string(partition), ConversationAttribute.sort: .string(sort),
            ]
        }
    }

    /// The sessions with these keys, in their order.
    func sessions(_ keys: [Item]) async throws(Failure) -> [WhatsAppSession] {
        var found: [Item: WhatsAppSession] = [:]
        for item in try await batchGet(table, keys) {
            if let session = WhatsAppSession(item) { found[session.address.sessionKey(session.ordinal)] = session }
        }
        return keys.compactMap { found[$0] }
    }

    /// A page of a list, newest activity first, in two calls (three where it has more than 50 sessions: DynamoDB reads 100 keys
    /// at a time): the index says which, and the sessions themselves are read consistently, with their contacts; one that has
    /// just ended or gone elsewhere does not show. A page may therefore be short of its limit, and a session that was begun
    /// this moment may be missing.
    ///
    /// An overdue session shows as expired, and not among the active ones.
    func conversations(
        in list: WhatsAppSession.List, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> (conversations: [Conversation], next: ListPosition?) {
        let page = try await page(
            Query(
                table: table, index: list.index, partition: list.partition, range: range(of: list), descending: true,
                limit: limit + 1, startKey: position?.key(in: list)))
        let hasMore = page.items.count > limit || page.lastKey != nil
        return try await conversations(of: page.items.prefix(limit), in: list, hasMore: hasMore)
    }

    /// The first page of the active sessions, as ``conversations(in:limit:after:)`` has it, and how many there are on all
    /// pages.
    ///
    /// Two calls, too: those of the page are taken out of what is counted. More than some 7,000 active sessions (DynamoDB: 1 MB
    /// a query) take one more for each further 7,000, so later pages do not count again.
    func activeConversations(
        limit: Int
    ) async throws(Failure) -> (conversations: [Conversation], next: ListPosition?, total: Int) {
        let list = WhatsAppSession.List.status(.active)
        var entries: [Item] = []
        let total = try await count(list) { page in
            entries += page.prefix(limit + 1 - entries.count)
        }
        let (conversations, next) = try await conversations(
            of: entries.prefix(limit), in: list, hasMore: entries.count > limit)
        // The index lags: a list that is shown whole is as long as what is shown.
        return (conversations, next, next == nil ? conversations.count : total)
    }

    private func conversations(
        of entries: ArraySlice<Item>, in list: WhatsAppSession.List, hasMore: Bool
    ) async throws(Failure) -> (conversations: [Conversation], next: ListPosition?) {
        let conversations = try await conversations(entries.compactMap(WhatsAppSession.key(ofEntry:)))
            .filter { $0.session.isListed(in: list) }
        return (conversations, hasMore ? entries.last.flatMap { ListPosition($0, in: list) } : nil)
    }

    private func conversations(_ keys: [Item]) async throws(Failure) -> [Conversation] {
        let addresses = Set(keys.compactMap { ContactAddress($0) })
        var sessions: [Item: WhatsAppSession] = [:]
        var contacts: [ContactAddress: Contact] = [:]
        var links: [ContactLink] = []
        for item in try await batchGet(table, keys + addresses.map(\.contactKey)) {
            if let session = WhatsAppSession(item) {
                sessions[session.address.sessionKey(session.ordinal)] = asSeen(session)
                places.note(session)
            } else if let contact = Contact(item) {
                contacts[contact.address] = contact
            } else if let link = ContactLink(item) {
                links.append(link)
            }
        }
        if !links.isEmpty {
            let known = try await known(links.map(\.target))
            for link in links { contacts[link.address] = known.contacts[known.end(of: link.target)] }
        }
        return keys.compactMap { key in
            guard let session = sessions[key] else { return nil }
            let contact = contacts[session.address] ?? Contact(ofRemaining: session)
            return Conversation(contact: contact, session: session)
        }
    }

    /// How many sessions are active, by the index alone: what happened within the last moments may be missing.
    func activeSessionCount() async throws(Failure) -> Int { try await count(.status(.active)) { _ in } }

    /// - Parameter look: gets all entries, newest activity first, as they are counted.
    private func count(_ list: WhatsAppSession.List, _ look: ([Item]) -> Void) async throws(Failure) -> Int {
        var query = Query(
            table: table, index: list.index, partition: list.partition, range: range(of: list), descending: true)
        var count = 0
        repeat {
            let page = try await page(query)
            count += page.items.count
            look(page.items)
            query.startKey = page.lastKey
        } while query.startKey != nil
        return count
    }

    /// Leaves out what is overdue where only active sessions belong.
    private func range(of list: WhatsAppSession.List) -> Query.SortKeyRange? {
        switch list {
        case .status(.active), .handledByHuman: .greaterOrEqual(.string((effects.now() - idleTime).description))
        case .status, .all: nil
        }
    }

    /// The session as whoever looks at it alone would find it.
    func asSeen(_ session: WhatsAppSession) -> WhatsAppSession {
        session.isOverdue(at: effects.now(), after: idleTime)
            ? session.ended(as: .expired, at: expiryTime(of: session)) : session
    }
}

extension WhatsAppSession {
    fileprivate func isListed(in list: List) -> Bool {
        switch list {
        case .all: true
        case .status(let status): self.status == status
        case .handledByHuman: status == .active && mode == .human
        }
    }
}
