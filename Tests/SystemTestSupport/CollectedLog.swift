public import Logging
import Synchronization

/// Keeps what is logged at a level or above, metadata included.
public final class CollectedLog: Sendable {
    private let recorded = Mutex<[String]>([])
    private let level: Logger.Level

    public init(level: Logger.Level = .info) { self.level = level }

    public var lines: [String] { recorded.withLock(\.self) }
    public var text: String { lines.joined(separator: "\n") }

    public var logger: Logger {
        var logger = Logger(label: "test", factory: { _ in Handler(log: self) })
        logger.logLevel = level
        return logger
    }

    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            log.recorded.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}
