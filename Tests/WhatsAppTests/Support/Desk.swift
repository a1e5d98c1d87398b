import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import WireFormats

@testable import WhatsApp

/// System 004 on the embedded store, with a clock that stands still and random bytes that count, so that whole answers can be
/// compared.
final class Desk: RoutedSystem, Sendable {
    static let schema = ConversationsSchema(table: "conversations")

    let tables: WatchedTables
    let service: WhatsApp
    let clock: TestClock
    let log = CollectedLog()

    /// - Parameters:
    ///   - engine: the store, where several desks share one.
    ///   - seed: where random bytes begin, so that two desks give different ids.
    init(
        mode: Authorization.Mode = .required, options: WhatsApp.Options = WhatsApp.Options(),
        clock: TestClock = TestClock(), engine: (any Tables)? = nil, indexDelay: Duration = .zero, seed: UInt64 = 0,
        channel: TwilioChannel? = nil, model: (any ChatModel)? = nil,
        start: @escaping EventInvocation = { _ in }, sleep: (@Sendable (Duration) async throws -> Void)? = nil
    ) throws {
        self.clock = clock
        tables = WatchedTables(
            try engine
                ?? SQLiteTables(
                    path: ":memory:", schemas: Self.schema.tables, clock: { clock.now() }, indexDelay: indexDelay))
        service = WhatsApp(
            tables: tables, schema: Self.schema, options: options, authorization: Authorization(mode: mode),
            cursors: CursorSigner(key: [UInt8](repeating: 7, count: 32), now: { clock.now() }),
            channel: channel, model: model, start: start,
            effects: .counting(clock, from: seed),
            sleep: sleep ?? { _ in clock.advance(.milliseconds(50)) }, log: log.logger)
    }

    var routes: [Route] { service.routes }
    var store: WhatsAppStore { service.store }
}

extension Caller {
    static let clerk = Caller.user(id: "carla", groups: ["Staff"])
}

extension ContactAddress {
    static let anna: ContactAddress = known("+14155550100")
    static let ben: ContactAddress = known("+14155550199")

    static func known(_ text: String) -> ContactAddress {
        guard let address = ContactAddress(text) else { preconditionFailure("\(text) is no address") }
        return address
    }
}

/// Steps that many tests take.
extension Desk {
    /// A message comes in.
    func receive(
        _ text: String = "Hello", sid: String, from address: ContactAddress = .anna, profileName: String? = "Anna"
    ) async throws -> WhatsAppStore.Reception {
        try await store.receive(
            InboundDelivery(sid: sid, from: address, profileName: profileName, NewMessage(text, direction: .inbound)))
    }

    /// A message comes in for the first time.
    @discardableResult
    func arrive(
        _ text: String = "Hello", sid: String, from address: ContactAddress = .anna
    ) async throws -> WhatsAppStore.Arrival {
        let reception = try await receive(text, sid: sid, from: address)
        guard case .claimed(let arrival) = reception else { throw NotClaimed(reception: reception) }
        return arrival
    }

    struct NotClaimed: Error { let reception: WhatsAppStore.Reception }

    func session(_ id: String) async throws -> WhatsAppSession? {
        try await store.conversation(ofSession: id)?.session
    }

    /// What was said in all of a contact's sessions.
    func history(of address: ContactAddress = .anna) async throws -> [String] {
        try await store.latestMessages(.contact(address), limit: 10_000).messages.map(\.content)
    }

    /// Asks for an operation as a direct caller does.
    func perform(
        _ name: String, _ arguments: JSONObject = [:], as caller: Caller = .direct
    ) async throws -> Answer {
        let table = OperationTable(
            [service.operations, SystemOperations(prefix: "", failures: .string, handlers: [:])], log: log.logger)
        var arguments = arguments
        arguments["operation"] = .string("whatsapp.\(name)")
        return Answer(
            await table.respond(to: Operation(name: "whatsapp.\(name)", arguments: arguments, caller: caller)))
    }

    /// All items of the table, by `pk` and `sk`.
    func items() async throws -> [Item] {
        try await tables.items(of: Self.schema)
    }

    /// The ids on all pages of a list.
    func listed(_ path: String, _ query: [(String, String)] = []) async throws -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let answer = try await ask(
                "GET", path, query: query + (cursor.map { [("cursor", $0)] } ?? []), as: .clerk)
            guard answer.status == 200, let items = (answer.body["items"] ?? answer.body["active_sessions"])?.array
            else {
                throw Unexpected(answer)
            }
            pages.append(items.compactMap { $0["session_id"]?.string })
            cursor = answer.body["next_cursor"]?.string
        } while cursor != nil
        return pages
    }
}
