import Synchronization

/// The last lines that the function printed, in case something goes wrong.
final class LastLines: Sendable {
    private static let maximum = 40
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { lines in
            if lines.count == Self.maximum { lines.removeFirst() }
            lines.append(line)
        }
    }
}
