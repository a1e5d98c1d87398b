public import Logging

/// How lines of the log look and which are written, from the variables that Lambda sets after the function's logging
/// configuration.
public struct LogConfiguration: Sendable, Hashable {
    public enum Format: String, Sendable, Hashable {
        /// For people: `2026-11-21T01:33:24.986238Z INFO stored function_request_id=8476a536 count=2`
        case text
        /// One JSON object a line, its keys named as Powertools for AWS Lambda names them.
        case json
    }

    public var format: Format
    /// Lines below this level are dropped.
    public var level: Logger.Level
    /// `service` in JSON lines.
    public var service: String?
    /// Variables whose value means nothing, for a warning once the log is there.
    public var unrecognizedVariables: [String] = []

    public init(format: Format = .text, level: Logger.Level = .info, service: String? = nil) {
        self.format = format
        self.level = level
        self.service = service
    }

    /// Reads `AWS_LAMBDA_LOG_FORMAT` (`Text`, `JSON`) and `AWS_LAMBDA_LOG_LEVEL` (`TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR`,
    /// `FATAL`), both in any case: Managed Instances set the first in lower case. `POWERTOOLS_SERVICE_NAME`, else the
    /// function's name, is the service. What is missing or means nothing has the default, so that a log is written anyway.
    public init(environment: [String: String]) {
        self.init()
        switch environment["AWS_LAMBDA_LOG_FORMAT"]?.lowercased() {
        case nil, "", "text": break
        case "json": format = .json
        default: unrecognizedVariables.append("AWS_LAMBDA_LOG_FORMAT")
        }
        switch environment["AWS_LAMBDA_LOG_LEVEL"]?.lowercased() {
        case nil, "", "info": break
        case "trace": level = .trace
        case "debug": level = .debug
        case "warn": level = .warning
        case "error": level = .error
        case "fatal": level = .critical
        default: unrecognizedVariables.append("AWS_LAMBDA_LOG_LEVEL")
        }
        let names = [environment["POWERTOOLS_SERVICE_NAME"], environment["AWS_LAMBDA_FUNCTION_NAME"]]
        service = names.compactMap { $0 }.first { !$0.isEmpty }
    }
}

extension Logger.Level {
    /// Lambda's name of the level, by which its log-level filter goes.
    var lambdaName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error: "ERROR"
        case .critical: "FATAL"
        }
    }
}
