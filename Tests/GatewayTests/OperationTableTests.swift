import Gateway
import Synchronization
import Testing
import WireFormats

@Suite("Operations of several systems")
struct OperationTableTests {
    private struct Broken: Error {}

    private let log = RecordedLog()

    /// Answers who asked for what.
    private static let echo: OperationHandler = { operation in
        .json(["name": .string(operation.name), "user": operation.caller.userID.map(JSON.string) ?? .null])
    }

    private func table(matched: @escaping OperationTable.Listener = { _ in }) -> OperationTable {
        OperationTable(
            [
                SystemOperations(
                    prefix: "", failures: .string,
                    handlers: ["greet": Self.echo, "break": { _ in throw Broken() }],
                    unknown: { Failure(.badRequest, "no \($0 ?? "None")") }),
                SystemOperations(
                    prefix: "memory.", failures: .namedField,
                    handlers: [
                        "memory.greet": Self.echo, "memory.break": { _ in throw Broken() },
                        "memory.refuse": { _ in throw Failure.missing("text") },
                    ]),
                SystemOperations(
                    prefix: "whatsapp.", failures: .namedField, refusing: Failure(.unavailable, "WhatsApp is off")),
            ], log: log.logger, matched: matched)
    }

    @Test(
        "each is answered by the system that its name belongs to, which words failures in its own way",
        arguments: [
            ("greet", 200, ["name": "greet", "user": nil]),
            ("greets", 400, "no greets"),
            ("break", 500, "Something went wrong on our side. Request r1."),
            ("memory.greet", 200, ["name": "memory.greet", "user": nil]),
            ("memory.refuse", 400, ["detail": "text is required", "field": "text"]),
            ("memory.break", 500, ["detail": "Something went wrong on our side. Request r1."]),
            (
                "memory.greets", 400,
                [
                    "detail":
                        "operation \"memory.greets\" does not exist; there are: memory.break, memory.greet, memory.refuse",
                    "field": "operation",
                ]
            ),
            ("memory", 400, "no memory"),
            ("whatsapp.anything", 503, ["detail": "WhatsApp is off"]),
        ] as [(String, Int, JSON)])
    func direct(name: String, status: Int, body: JSON) async {
        let operation = Operation(name: name, arguments: [:], caller: .direct, requestID: "r1")
        #expect(await table().respond(to: operation) == .json(body, status: status))
    }

    @Test("over HTTP the request's caller asks, whoever its body names, and failures are worded the same")
    func http() async throws {
        let router = try Router(
            table().routes(at: "/call", methods: ["POST", "DELETE"], failures: .string),
            cors: CORS(allowedOrigins: .none), log: log.logger)
        func send(_ method: String, _ body: String) async -> Response {
            var response = await router.respond(
                to: Request(
                    method: method, path: "/call", body: Array(body.utf8), caller: .user(id: "alice", groups: []),
                    requestID: "r1"))
            response.headers = [:]
            return response
        }
        let greeting = #"{"operation": "memory.greet", "user_id": "bob"}"#
        for method in ["POST", "DELETE"] {
            #expect(await send(method, greeting) == .json(["name": "memory.greet", "user": "alice"]))
        }
        #expect(
            await send("POST", #"{"operation": "memory.refuse"}"#)
                == .json(["detail": "text is required", "field": "text"], status: 400))
        #expect(await send("POST", "{}") == .json("no None", status: 400))
        #expect(await send("POST", #"{"operation": ["greet"]}"#) == .json(#"no ["greet"]"#, status: 400))
        #expect(
            await send("POST", "[]") == .json("The body must be a JSON object, not an array", status: 400))
    }

    @Test("only an operation that exists is heard of")
    func listener() async {
        let names = Mutex<[String]>([])
        let table = table { name in names.withLock { $0.append(name) } }
        for name in ["greet", "greets", "memory.refuse", "whatsapp.anything"] {
            _ = await table.respond(to: Operation(name: name, arguments: [:], caller: .direct))
        }
        #expect(names.withLock(\.self) == ["greet", "memory.refuse"])
    }

    @Test(
        "the shape of failures is known by name",
        arguments: [("greet", "x"), ("memory.nothing", ["detail": "x"])] as [(String, JSON)])
    func shapes(name: String, body: JSON) {
        #expect(table().failures(for: name).body(Failure(.notFound, "x")) == body)
    }
}
