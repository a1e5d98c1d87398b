/// Invokes this function with an event, asynchronously: returns when the event has been taken, not when it is done.
public typealias EventInvocation = @Sendable (_ event: [UInt8]) async throws -> Void
