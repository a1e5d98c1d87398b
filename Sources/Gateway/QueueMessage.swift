public import WireFormats

/// A message of an SQS queue, as Lambda's poller hands it on.
///
/// The one queue whose messages mean something here is that of the function's own failed events: each is Lambda's record of the
/// invocation (destination on failure) or the event as it was (dead-letter queue). Shapes: AWS Lambda developer guide,
/// "Capturing records of Lambda asynchronous invocations" and "Using Lambda with Amazon SQS".
public struct QueueMessage: Sendable, Hashable {
    /// SQS's name for the message, by which the poller learns that it has to come again.
    public let id: String
    /// The event of ours that failed; `nil` when the message is anything else.
    public let failedAction: Action?

    public struct Action: Sendable, Hashable {
        public let name: String
        /// The whole event.
        public let payload: JSONObject
    }

    /// - Throws: ``Failure/Kind/invalid(field:)`` when the record is not as SQS writes it.
    init(_ record: EventMembers) throws(Failure) {
        id = try record.requiredString("messageId")
        failedAction = Self.action(try record.string("body") ?? "")
    }

    private static func action(_ body: String) -> Action? {
        guard let message = (try? JSON(parsing: body))?.object else { return nil }
        var event = message
        if EventSource.isRecord(ofInvocation: message) {
            // A destination of what succeeded gets records as well.
            guard message["requestContext"]?["condition"]?.string != "Success",
                let payload = message["requestPayload"]?.object
            else { return nil }
            event = payload
        }
        guard event["requestContext"] == nil, let name = event["action"]?.string else { return nil }
        return Action(name: name, payload: event)
    }
}
