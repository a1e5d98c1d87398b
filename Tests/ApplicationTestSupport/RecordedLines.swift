public import Logging
import Synchronization

/// Log lines of all levels that were let through, metadata included.
public final class RecordedLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let level: Logger.Level

    public init(level: Logger.Level) { self.level = level }

    public var all: [String] { lines.withLock { $0 } }

    public var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(record: { line in self.lines.withLock { $0.append(line) } }) }
        logger.logLevel = level
        return logger
    }

    private struct Handler: LogHandler {
        let record: @Sendable (String) -> Void
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            record("\(event.level) \(event.message) \(metadata.merging(event.metadata ?? [:]) { $1 })")
        }
    }
}
