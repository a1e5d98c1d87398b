import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Who may do what")
struct AccessTests {
    private static let requests: [(String, String, JSON?)] = ["", "/api/v1"].flatMap {
        base -> [(String, String, JSON?)] in
        [
            ("GET", "\(base)/session/+14155550100", nil), ("GET", "\(base)/session/+14155550100/history", nil),
            ("POST", "\(base)/session/ID/complete", nil), ("GET", "\(base)/sessions", nil),
            ("GET", "\(base)/sessions/active", nil), ("GET", "\(base)/sessions/ID", nil),
            ("PATCH", "\(base)/sessions/ID", ["mode": "human"]), ("GET", "\(base)/sessions/ID/messages", nil),
        ]
    }

    /// Tested with what they do, because that needs Twilio: sending, media, and what Twilio itself calls.
    private static let others = 2 * 4

    @Test("every route is tested here, or where it needs Twilio")
    func all() throws {
        #expect(try Desk().routes.count == Self.requests.count + Self.others)
    }

    @Test("routes are the staff's and administrators'")
    func routes() async throws {
        for (method, path, body) in Self.requests {
            let desk = try Desk()
            let id = try await desk.arrive(sid: "SM1").conversation.session.id
            let path = path.split(separator: "ID", omittingEmptySubsequences: false).joined(separator: id)
            let before = try await desk.items()
            #expect(
                try await desk.ask(method, path, body, as: .anonymous) == Answer(401, ["detail": "Please sign in"]))
            #expect(
                try await desk.ask(method, path, body, as: .bob)
                    == Answer(403, ["detail": "Only administrators and staff may do this"]))
            #expect(try await desk.items() == before)
            for caller in [Caller.clerk, .admin] {
                #expect(try await desk.ask(method, path, body, as: caller).status == 200, "\(method) \(path)")
            }
        }
    }

    @Test("operations are the staff's, administrators' and direct callers'")
    func operations() async throws {
        let desk = try Desk()
        let names = desk.service.operations.handlers.keys.sorted()
        #expect(names.count == 12)
        for name in names.map({ String($0.dropFirst(WhatsApp.prefix.count)) }) {
            #expect(try await desk.perform(name, as: .anonymous) == Answer(401, ["detail": "Please sign in"]))
            #expect(
                try await desk.perform(name, as: .alice)
                    == Answer(403, ["detail": "Only administrators and staff may do this"]))
            for caller in [Caller.clerk, .admin, .direct] {
                #expect([200, 400].contains(try await desk.perform(name, as: caller).status))
            }
        }
        #expect(try await desk.items() == [])
    }

    @Test("where nobody signs in, everybody is staff")
    func open() async throws {
        let desk = try Desk(mode: .open)
        #expect(try await desk.ask("GET", "/sessions", as: .anonymous).status == 200)
        #expect(try await desk.perform("get_active_sessions_count", as: .anonymous) == Answer(200, 0))
    }

    @Test("a system that is off says so on every route and to every operation")
    func off() async throws {
        let failure = Failure(.unavailable, "WhatsApp is off")
        let router = try Router(
            WhatsApp.routes(refusing: failure), cors: CORS(allowedOrigins: .none), log: CollectedLog().logger)
        for (method, path, _) in Self.requests {
            let response = await router.respond(to: Request(method: method, path: path, caller: .clerk))
            #expect(Answer(response) == Answer(503, ["detail": "WhatsApp is off"]))
        }
        let table = OperationTable(
            [
                WhatsApp.operations(refusing: failure),
                SystemOperations(prefix: "", failures: .string, handlers: [:]),
            ], log: CollectedLog().logger)
        let response = await table.respond(
            to: Operation(name: "whatsapp.get_all_sessions", arguments: [:], caller: .direct))
        #expect(Answer(response) == Answer(503, ["detail": "WhatsApp is off"]))
    }

    @Test("direct callers get bare values, others the same as a body")
    func bare() async throws {
        let desk = try Desk()
        for (name, handler) in desk.service.operations.handlers {
            let arguments: JSONObject = [
                "phone_number": "+14155550100", "session_id": "x", "content": "x",
            ]
            let response = try await handler(Operation(name: name, arguments: arguments, caller: .direct))
            #expect(response.isBareForDirectCallers, "\(name)")
        }
    }

    @Test("neither numbers nor names nor what was said reach the log")
    func log() async throws {
        let desk = try Desk()
        desk.tables.reset { call throws(TableError) in
            if call.isWrite { throw TableError(.unavailable(mayHaveWritten: true), "down") }
        }
        _ = try? await desk.receive("a secret text", sid: "SM1")
        _ = try await desk.ask("GET", "/session/+14155550100", as: .clerk)
        _ = try await desk.perform("add_message", ["phone_number": "+14155550100", "content": "a secret text"])
        #expect(!desk.log.text.isEmpty)
        for secret in ["14155550100", "secret", "Anna"] { #expect(!desk.log.text.contains(secret)) }
    }
}
