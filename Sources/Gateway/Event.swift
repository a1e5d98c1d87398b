public import WireFormats

/// What an invocation asks for, told apart by the event's shape alone.
///
/// The order is: an event with a `requestContext` is an HTTP request and nothing else, since only gateways write that member
/// and clients cannot add members beside it; then a scheduled or asynchronous `action`, an `operation`, a `body` alone
/// that holds an operation, an HTTP request as test tools write it, without a context, and messages of a queue. What a
/// client sends in an HTTP body is therefore never an action and never a direct call. Lambda's records of other invocations
/// have a `requestContext` as well; they are refused.
///
/// This trusts the gateway to use its proxy integration. An integration that passes the client's body as the event would
/// let clients call directly; no template of this project sets one up.
public enum Event: Sendable {
    /// `{"action": …}`, from a schedule or from the function itself. Which names exist is the application's to say.
    case action(name: String, payload: JSONObject)
    /// A direct call; its answer is encoded with ``ResponseEncoding/direct``.
    case operation(Operation)
    /// An HTTP request, and how its gateway wants the answer.
    case request(Request, ResponseEncoding)
    /// Messages of an SQS queue; the answer says which of them have to come again.
    case messages([QueueMessage])

    /// Lambda's limit for a synchronous invocation: 6 MB.
    public static let maximumBodySize = 6 * 1024 * 1024

    /// - Parameters:
    ///   - bytes: the invocation's payload.
    ///   - invocationID: becomes the request's id where the gateway gives none.
    ///   - maximumBodySize: bytes of an HTTP body, after base64, that are taken.
    ///   - claims: where an authorizer's claims say who the caller is.
    /// - Throws: ``EventRejection``, which knows how to answer whoever sent the event.
    public init(
        decoding bytes: some Collection<UInt8>, invocationID: String, maximumBodySize: Int = Self.maximumBodySize,
        claims: ClaimNames = .standard
    ) throws(EventRejection) {
        let event = try Self.object(bytes)
        if event["requestContext"] != nil {
            if EventSource.isRecord(ofInvocation: event) { throw EventRejection(source: .lambdaDestination) }
            self = try Self.request(event, invocationID, maximumBodySize, claims)
        } else if let action = event["action"], !action.isNull {
            self = .action(name: try Self.name(action, "action", failures: .object), payload: event)
        } else if let operation = event["operation"], !operation.isNull {
            self = .operation(
                Operation(
                    name: try Self.name(operation, "operation", failures: .string), arguments: event, caller: .direct,
                    requestID: invocationID))
        } else if event.count == 1, let body = event["body"] {
            self = .operation(try Self.operation(inBody: body, invocationID))
        } else if event["httpMethod"] != nil {
            self = try Self.request(event, invocationID, maximumBodySize, claims)
        } else if let source = EventSource(event: event) {
            guard source == .sqs else { throw EventRejection(source: source) }
            self = .messages(try Self.messages(event))
        } else {
            throw EventRejection(
                Failure(
                    .badRequest,
                    "The event must have an action, an operation, or nothing but a body that holds an operation, "
                        + "or be an HTTP request of API Gateway, a function URL or a load balancer"))
        }
    }

    private static func object(_ bytes: some Collection<UInt8>) throws(EventRejection) -> JSONObject {
        let value: JSON
        do {
            value = try JSON(parsing: bytes)
        } catch {
            throw EventRejection(Failure(.badRequest, "The event must be a JSON object: \(error)"))
        }
        // EventBridge Pipes send records as an array.
        if let source = value[0].flatMap(EventSource.init(record:)) { throw EventRejection(source: source) }
        guard let object = value.object else {
            throw EventRejection(Failure(.badRequest, "The event must be a JSON object, not \(value.kind)"))
        }
        return object
    }

    private static func messages(_ event: JSONObject) throws(EventRejection) -> [QueueMessage] {
        var messages: [QueueMessage] = []
        do throws(Failure) {
            for (position, record) in (event["Records"]?.array ?? []).enumerated() {
                messages.append(
                    try QueueMessage(EventMembers(record.object ?? [:], prefix: "Records.\(position).")))
            }
        } catch {
            throw EventRejection(error, source: .sqs)
        }
        return messages
    }

    private static func name(
        _ value: JSON, _ member: String, failures: FailureFormat
    ) throws(EventRejection) -> String {
        guard let name = value.string else {
            throw EventRejection(
                Failure(.invalid(field: member), "\(member) must be a string, not \(value.kind)"), failures: failures)
        }
        return name
    }

    /// System 000's direct callers send nothing but `body`: JSON text, or here also the object itself.
    private static func operation(inBody body: JSON, _ invocationID: String) throws(EventRejection) -> Operation {
        let arguments: Arguments
        do throws(Failure) {
            switch body {
            case .object(let object): arguments = Arguments(object)
            case .string(let text): arguments = try Arguments(body: Array(text.utf8))
            default: throw Failure(.invalid(field: "body"), "body must be JSON text or an object, not \(body.kind)")
            }
        } catch {
            throw EventRejection(error, failures: .string)
        }
        guard let operation = arguments["operation"] else {
            throw EventRejection(
                Failure(.invalid(field: "operation"), "Invalid operation: None"),
                failures: .string)
        }
        return Operation(
            name: try name(operation, "operation", failures: .string), arguments: arguments.object, caller: .direct,
            requestID: invocationID)
    }

    private static func request(
        _ event: JSONObject, _ invocationID: String, _ maximumBodySize: Int, _ claims: ClaimNames
    ) throws(EventRejection) -> Event {
        let httpEvent = HTTPEvent(event)
        do {
            return .request(
                try httpEvent.request(
                    invocationID: invocationID, maximumBodySize: maximumBodySize, claims: claims),
                httpEvent.encoding)
        } catch {
            throw EventRejection(
                error, encoding: httpEvent.encoding, origin: httpEvent.origin, path: httpEvent.path)
        }
    }
}
