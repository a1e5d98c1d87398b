public import WireFormats

/// Carries out an `action` of a schedule or an asynchronous invocation: the members of the event that named it, and what the
/// invocation returns. What it throws fails the invocation, so that Lambda delivers the event again; but for a ``Failure`` that
/// says that the event itself is wrong, which is logged and counted.
public typealias ActionHandler = @Sendable (_ event: JSONObject) async throws -> JSON
