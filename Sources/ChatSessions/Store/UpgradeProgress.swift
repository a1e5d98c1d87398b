import Synchronization

/// Remembers in this process that the upgrade is done and the index by month is there, which stays so. Without the index the
/// state is read each time, for the index may be added later.
final class UpgradeProgress: Sendable {
    private let finished = Mutex<UpgradeState?>(nil)

    var state: UpgradeState? { finished.withLock { $0 } }

    func remember(_ state: UpgradeState) {
        guard state.phase == .complete, state.hasMonthIndex else { return }
        finished.withLock { $0 = state }
    }
}
