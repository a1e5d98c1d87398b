import AWSServices
import SystemSupport
import SystemTestSupport
import Tables
import WireFormats

/// All items of the tables as they are at one time, read past the function.
struct StoredItems: Sendable {
    /// By session id.
    let chatSessions: [String: Item]
    /// By session id.
    let chatMessages: [String: [Item]]
    let assessments: [Item]
    /// By partition key, in the order of the sort keys.
    let conversations: [String: [Item]]

    init(_ tables: any Tables) async throws {
        chatSessions = Dictionary(
            try await tables.items(in: SoakMachine.chatSessions).map { ($0["pk_session_id"]?.string ?? "", $0) }
        ) { first, _ in first }
        chatMessages = Dictionary(
            grouping: try await tables.items(in: SoakMachine.chatMessages)
        ) { $0["sk_session_id"]?.string ?? "" }
        assessments = try await tables.items(in: SoakMachine.assessments)
        conversations = Dictionary(
            grouping: try await tables.items(in: SoakMachine.conversations)
        ) { $0[ConversationAttribute.partition]?.string ?? "" }.mapValues { items in
            items.sorted { Self.sort($0) < Self.sort($1) }
        }
    }

    static func sort(_ item: Item) -> String { item[ConversationAttribute.sort]?.string ?? "" }

    /// The items of a partition whose sort keys begin with a prefix.
    func conversation(_ partition: String, _ prefix: String) -> [Item] {
        (conversations[partition] ?? []).filter { Self.sort($0).hasPrefix(prefix) }
    }

}

/// Work that is still to be done by itself.
extension StoredItems {
    static let terminal: Set<String> = ["COMPLETED", "ERROR", "CONFIGURATION_ERROR", "CANCELLED"]

    var unfinishedAssessments: [String] {
        assessments.filter { !Self.terminal.contains($0["workflow_status"]?.string ?? "") || $0["lease_owner"] != nil }
            .map { "\($0["client_name"]?.string ?? "?"): \($0["workflow_status"]?.string ?? "?")" }
    }

    var unsettledReceipts: [String] {
        conversations.filter { $0.key.hasPrefix("wa#") }.flatMap { partition, items in
            items.filter { Self.sort($0).hasPrefix("receipt#") && $0["state"]?.string != "settled" }
                .map { "\(partition) \(Self.sort($0)): \($0["state"]?.string ?? "?")" }
        }
    }
}
