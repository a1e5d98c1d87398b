import SystemSupport
import WireFormats

extension LocalCloud {
    /// An event that comes again and again, as a schedule of EventBridge with a constant input brings it.
    public struct Schedule: Sendable {
        /// The event.
        public var payload: [UInt8]
        /// From one start to the next. EventBridge: at least a minute.
        public var every: Duration

        public init(payload: [UInt8], every: Duration) {
            self.payload = payload
            self.every = every
        }

        /// The deployment's own.
        public static func sweep(every interval: Duration) -> Schedule {
            let event: JSON = ["action": .string(ScheduledAction.sweep)]
            return Schedule(payload: event.serialized(), every: interval)
        }
    }
}
