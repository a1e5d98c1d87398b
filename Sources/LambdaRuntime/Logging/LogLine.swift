import Logging
import WireFormats

/// One event of the log, all that belongs to it gathered.
struct LogLine: Sendable {
    var time: Timestamp
    var level: Logger.Level
    var message: String
    /// File and line: `Module/File.swift:42`.
    var location: String
    var service: String
    var metadata: Logger.Metadata

    static let lineEnd = UInt8(ascii: "\n")
}
