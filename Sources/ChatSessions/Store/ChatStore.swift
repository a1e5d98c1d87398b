import Gateway
import Logging
import SystemSupport
import Tables
import WireFormats

/// The items of system 000, on whatever engine. Each aspect is an extension in a file of its own.
struct ChatStore: Store {
    let tables: any Tables
    let schema: ChatSessionsSchema
    let identifiers: Identifiers
    let effects: Effects
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger
    let upgradeProgress = UpgradeProgress()

    /// How often a change is begun anew because what it was based on has changed meanwhile.
    static let maximumRaces = 50

    func now() -> Timestamp { identifiers.now() }
}
