import Gateway
import WireFormats

/// What an event is decoded to, as values that can be compared.
enum DecodedEvent: Equatable {
    case action(String, JSONObject)
    case operation(String, JSONObject, Caller, requestID: String)
    case request(
        method: String, path: String, query: [String], body: String, Caller, requestID: String, ResponseEncoding)
    case messages([QueueMessage])
    case rejected(Failure, ResponseEncoding)

    init(_ event: JSONObject, maximumBodySize: Int = Event.maximumBodySize) {
        self.init(bytes: event.serialized(), maximumBodySize: maximumBodySize)
    }

    init(bytes: [UInt8], maximumBodySize: Int = Event.maximumBodySize) {
        do {
            switch try Event(decoding: bytes, invocationID: "invocation-1", maximumBodySize: maximumBodySize) {
            case .action(let name, let payload): self = .action(name, payload)
            case .operation(let operation):
                self = .operation(
                    operation.name, operation.arguments, operation.caller, requestID: operation.requestID)
            case .request(let request, let encoding):
                self = .request(
                    method: request.method, path: request.path, query: request.query.map { "\($0.name)=\($0.value)" },
                    body: String(decoding: request.body, as: UTF8.self), request.caller, requestID: request.requestID,
                    encoding)
            case .messages(let messages): self = .messages(messages)
            }
        } catch {
            self = .rejected(error.failure, error.encoding)
        }
    }

    var caller: Caller? {
        switch self {
        case .operation(_, _, let caller, _), .request(_, _, _, _, let caller, _, _): caller
        case .action, .messages, .rejected: nil
        }
    }

    var path: String? {
        guard case .request(_, let path, _, _, _, _, _) = self else { return nil }
        return path
    }

    var query: [String]? {
        guard case .request(_, _, let query, _, _, _, _) = self else { return nil }
        return query
    }

    var failure: Failure? {
        guard case .rejected(let failure, _) = self else { return nil }
        return failure
    }
}

extension Request {
    /// The request that an event is decoded to; `nil` when it is something else.
    init?(event: JSONObject) {
        guard case .request(let request, _) = try? Event(decoding: event.serialized(), invocationID: "invocation-1")
        else { return nil }
        self = request
    }
}
