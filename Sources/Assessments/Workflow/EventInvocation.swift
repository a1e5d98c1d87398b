/// Invokes this function with an event, asynchronously; returns once the event is queued.
public typealias EventInvocation = @Sendable (_ event: [UInt8]) async throws -> Void
