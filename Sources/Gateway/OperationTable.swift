public import Logging
import WireFormats

/// The operations of all systems: finds the system that a name belongs to by its prefix, and has it answer, whichever door
/// the operation came by.
public struct OperationTable: Sendable {
    /// Hears which operation answers, before it does.
    public typealias Listener = @Sendable (_ name: String) -> Void

    /// The one with an empty prefix last: it gets whatever is nobody else's.
    private let systems: [SystemOperations]
    private let boundary: FailureBoundary
    private let matched: Listener

    /// - Parameters:
    ///   - systems: with different prefixes, one of them empty.
    ///   - log: hears of errors that are nobody's ``Failure``.
    public init(_ systems: [SystemOperations], log: Logger, matched: @escaping Listener = { _ in }) {
        self.systems = systems.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
        boundary = FailureBoundary(log: log)
        self.matched = matched
    }

    /// The names of all operations, in their order.
    public var names: [String] { systems.flatMap(\.handlers.keys).sorted() }

    /// How the system that a name belongs to words its failures.
    public func failures(for name: String?) -> FailureFormat { system(of: name)?.failures ?? .string }

    /// Answers an operation; a refusal is an answer too.
    public func respond(to operation: Operation) async -> Response {
        await respond(to: operation, named: operation.name)
    }

    /// Takes operations as the bodies of requests, whose callers are then theirs.
    ///
    /// - Parameter failures: the shape of what is said to a body that is no JSON object.
    public func routes(at path: String, methods: [String], failures: FailureFormat) -> [Route] {
        methods.map { method in
            Route(method, path, failures: failures) { request in
                let arguments = try Arguments(body: request.body)
                let name = arguments["operation"].map { $0.string ?? $0.text }
                return await respond(
                    to: Operation(
                        name: name ?? "", arguments: arguments.object, caller: request.caller,
                        requestID: request.requestID, headers: request.headers), named: name)
            }
        }
    }

    /// - Parameter name: `nil` where the operation has none.
    private func respond(to operation: Operation, named name: String?) async -> Response {
        await boundary.respond(failures: failures(for: name), requestID: operation.requestID) {
            guard let system = system(of: name) else {
                throw Failure(.badRequest, "operation is not the name of one")
            }
            guard let name, let handler = system.handlers[name] else { throw system.unknown(name) }
            matched(name)
            return try await handler(operation)
        }
    }

    private func system(of name: String?) -> SystemOperations? {
        systems.first { $0.prefix.isEmpty || (name ?? "").hasBytePrefix($0.prefix) }
    }
}
