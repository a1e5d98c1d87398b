public import Logging
public import WireFormats

/// A swift-log backend for Lambda: one line an event, as text or as JSON, in one write.
///
/// Lines written during an invocation carry the invocation's keys, whichever logger they come from.
///
/// ```swift
/// let configuration = LogConfiguration(environment: environment)
/// LoggingSystem.bootstrap { label in LambdaLogHandler(label: label, configuration: configuration) }
/// ```
public struct LambdaLogHandler: LogHandler {
    public var logLevel: Logger.Level
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let format: LogConfiguration.Format
    private let service: String
    private let destination: LogDestination
    private let clock: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - label: the logger's; the `service` where the configuration names none.
    ///   - clock: the wall clock, for the lines' timestamps.
    public init(
        label: String, configuration: LogConfiguration, destination: LogDestination = .standardError,
        metadataProvider: Logger.MetadataProvider? = nil, clock: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        logLevel = configuration.level
        format = configuration.format
        service = configuration.service ?? label
        self.destination = destination
        self.metadataProvider = metadataProvider
        self.clock = clock
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var metadata = InvocationMetadata.current
        metadata.merge(self.metadata) { $1 }
        if let metadataProvider { metadata.merge(metadataProvider.get()) { $1 } }
        if let own = event.metadata { metadata.merge(own) { $1 } }
        if let error = event.error {
            metadata["exception_name"] = .string(String(describing: type(of: error)))
            metadata["exception"] = .string(String(describing: error))
        }
        let line = LogLine(
            time: clock(), level: event.level, message: "\(event.message)", location: "\(event.file):\(event.line)",
            service: service, metadata: metadata)
        switch format {
        case .text: destination.write(line.text)
        case .json: destination.write(line.json)
        }
    }
}
