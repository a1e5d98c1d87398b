import Gateway
import Logging
import WireFormats

extension FuzzTarget {
    static let silentLog = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
    private static let maximumBodySize = 1 << 16

    /// Bytes are an event or are refused with an answer that can be sent; and what only IAM's callers may do is never asked
    /// for by a client of a gateway.
    static let event = FuzzTarget("event") { fixtures in
        fixtures.events.map { $0.serialized() }
    } check: { bytes in
        let event: Event
        do throws(EventRejection) {
            event = try Event(decoding: bytes, invocationID: "invocation", maximumBodySize: maximumBodySize)
        } catch {
            try checkAnswer(error.failures.response(for: error.failure), error.encoding)
            try require((400..<500).contains(error.failure.status), "refused with \(error.failure.status)")
            return
        }
        let object = try JSON(parsing: bytes).object ?? [:]
        switch event {
        case .action(let name, let payload):
            try require(object["requestContext"] == nil, "a gateway's event is an action")
            try require(payload == object && object["action"] == .string(name), "the action is another")
        case .operation(let operation):
            try require(object["requestContext"] == nil, "a gateway's event is a direct operation")
            try require(operation.caller == .direct, "a direct caller is none")
        case .request(let request, let encoding):
            try check(request, encoding)
        case .messages(let messages):
            try require(object["requestContext"] == nil, "a gateway's event is messages of a queue")
            try require(messages.count == object["Records"]?.array?.count, "a message is missing")
        }
    }

    private static func check(_ request: Request, _ encoding: ResponseEncoding) throws {
        try require(request.caller != .direct && encoding != .direct, "an HTTP client is a direct caller")
        try require(request.caller.userID?.isEmpty != true, "a user has no name")
        if case .loadBalancer = encoding {
            try require(request.caller == .anonymous, "a load balancer's headers are believed")
        }
        try require(request.path.utf8.first == UInt8(ascii: "/"), "the path is \(request.path)")
        try require(
            !request.method.isEmpty && request.method == request.method.uppercased(), "the method is \(request.method)")
        try require(request.body.count <= maximumBodySize, "a body of \(request.body.count) bytes is taken")
        // Answers that say what was sent.
        try checkAnswer(Response(body: .bytes(request.body)), encoding)
        let echo = request.headers.first { _ in true }.map { [$0.name: $0.value] } ?? [:]
        try checkAnswer(Response(headers: HTTPHeaders(echo.map { ($0.key, $0.value) })), encoding)
    }

    /// An answer as the gateway gets it: JSON, and no header of it holds a line break.
    static func checkAnswer(_ response: Response, _ encoding: ResponseEncoding) throws {
        let answer = try JSON(parsing: encoding.encode(response, log: silentLog, requestID: "request"))
        try require(answer["statusCode"]?.int != nil, "an answer has no status")
        var values: [String] = []
        for (_, value) in answer["headers"]?.object ?? [:] { values.append(value.string ?? "\n") }
        for (_, list) in answer["multiValueHeaders"]?.object ?? [:] {
            values += (list.array ?? [.null]).map { $0.string ?? "\n" }
        }
        try require(
            !values.contains { $0.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 } },
            "a header of an answer is no text or breaks its line")
    }
}
