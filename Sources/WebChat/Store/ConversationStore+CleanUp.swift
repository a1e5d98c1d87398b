import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Deleting what an owner has not used for a while: part by part of the list, the oldest first.
extension ConversationStore {
    /// Which chats go.
    struct CleanUpRule: Sendable, Hashable {
        /// Those whose last activity is before this.
        var cutoff: Timestamp
        var includesArchived: Bool
        /// Only says what would be deleted.
        var isDryRun: Bool
    }

    /// What a clean-up goes on behind.
    struct CleanUpPosition: Sendable, Hashable {
        var part: Chat.Part
        /// In that part; `nil` at its start.
        var list: ListPosition?
    }

    /// What one call did, or would have done.
    struct CleanUp: Sendable, Hashable {
        /// Oldest first within each part.
        var chats: [Chat] = []
        /// Until when all of them can be restored.
        var deadline: Timestamp?
        var pinned = 0
        var archived = 0
        /// `nil` at the end.
        var next: CleanUpPosition?
    }

    /// In that order: what goes for sure, what may go, and what is only counted.
    static let cleanUpParts = [Chat.Part.active, .archived, .pinned]

    /// Looks at chats until time is up, or at the last one.
    ///
    /// - Parameter isOutOfTime: asked after each page, of which there is always one.
    func cleanUp(
        of owner: String, _ rule: CleanUpRule, after position: CleanUpPosition?, until isOutOfTime: () -> Bool
    ) async throws(Failure) -> CleanUp {
        var result = CleanUp()
        let parts = Self.cleanUpParts.drop { position != nil && $0 != position?.part }
        for part in parts {
            var query = Query(
                table: table, index: ConversationsSchema.lists, partition: ChatKey.listPartition(of: owner),
                range: .between(.string(part.start), .string(part.sort(rule.cutoff.description))),
                limit: Self.chatsInTransaction,
                startKey: part == position?.part ? position?.list.map { startKey($0, of: owner) } : nil)
            repeat {
                if result.next != nil, isOutOfTime() { return result }
                let page = try await page(query)
                try await cleanUp(page.items.compactMap { ChatKey($0) }, rule, &result)
                query.startKey = page.lastKey
                let last = page.lastKey.flatMap { key -> ListPosition? in
                    guard let chat = ChatKey(key), let sort = key[ConversationAttribute.listSort]?.string else {
                        return nil
                    }
                    return ListPosition(sort: sort, id: chat.id)
                }
                result.next = CleanUpPosition(part: part, list: last)
            } while query.startKey != nil
            guard let following = Self.cleanUpParts.drop(while: { $0 != part }).dropFirst().first else { break }
            result.next = CleanUpPosition(part: following, list: nil)
        }
        result.next = nil
        return result
    }

    /// Deletes those of the chats that the rule says, as they are now: the index lags, and people go on writing.
    private func cleanUp(_ keys: [ChatKey], _ rule: CleanUpRule, _ result: inout CleanUp) async throws(Failure) {
        for _ in 0..<Self.maximumRaces {
            let old = try await chats(keys).filter { $0.lastActivity < rule.cutoff.description }
            let due = old.filter { !$0.isPinned && (rule.includesArchived || !$0.isArchived) }
            if !rule.isDryRun, !due.isEmpty {
                guard let deadline = try await delete(due[...]) else { continue }
                result.deadline = min(result.deadline ?? deadline, deadline)
            }
            result.chats += due
            result.pinned += old.count(where: \.isPinned)
            result.archived += old.count { !$0.isPinned && $0.isArchived && !rule.includesArchived }
            return
        }
        throw Self.busy
    }
}
