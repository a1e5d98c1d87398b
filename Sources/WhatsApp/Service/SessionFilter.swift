import AWSServices
import Gateway
import WireFormats

/// Which sessions a list has.
struct SessionFilter: Sendable, Hashable {
    let list: WhatsAppSession.List
    /// Leaves out those that a human handles: so few among the active ones that pages hardly become shorter.
    let isWithoutHuman: Bool

    init(list: WhatsAppSession.List, isWithoutHuman: Bool = false) {
        self.list = list
        self.isWithoutHuman = isWithoutHuman
    }

    /// - Parameter refusing: makes the failure that names `mode`.
    init(
        status: SessionStatus?, mode: SessionMode?, refusing: (String) -> Failure
    ) throws(Failure) {
        guard let mode else {
            self.init(list: status.map { .status($0) } ?? .all)
            return
        }
        guard status == nil || status == .active else { throw refusing("goes only with the status active") }
        self.init(
            list: mode == .human ? .handledByHuman : .status(.active), isWithoutHuman: mode == .bot)
    }

    func includes(_ session: WhatsAppSession) -> Bool { !isWithoutHuman || session.mode == .bot }

    /// Names the list for cursors.
    var name: JSON { ["sessions", list.partitionText, .bool(isWithoutHuman)] }
}

extension WhatsAppSession.List {
    fileprivate var partitionText: JSON { partition.string.map(JSON.string) ?? .null }
}
