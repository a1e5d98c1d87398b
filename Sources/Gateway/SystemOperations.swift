/// What one system answers by name.
public struct SystemOperations: Sendable {
    /// What every name of the system begins with: `memory.`. Empty for system 000, whose names are older than prefixes.
    public let prefix: String
    /// How the system words its failures.
    public let failures: FailureFormat
    /// By the whole name.
    public let handlers: [String: OperationHandler]
    /// What to say to a name that is not among ``handlers``, or to none at all.
    public let unknown: @Sendable (_ name: String?) -> Failure

    public init(
        prefix: String, failures: FailureFormat, handlers: [String: OperationHandler],
        unknown: @escaping @Sendable (_ name: String?) -> Failure
    ) {
        self.prefix = prefix
        self.failures = failures
        self.handlers = handlers
        self.unknown = unknown
    }

    /// A system that says which names there are when it is asked for another.
    public init(prefix: String, failures: FailureFormat, handlers: [String: OperationHandler]) {
        let names = handlers.keys.sorted().joined(separator: ", ")
        self.init(prefix: prefix, failures: failures, handlers: handlers) { name in
            Failure(
                .invalid(field: "operation"),
                "operation \"\((name ?? "").prefix(100))\" does not exist; there are: \(names)")
        }
    }

    /// A system that is off: whatever it is asked, it says so.
    public init(prefix: String, failures: FailureFormat, refusing failure: Failure) {
        self.init(prefix: prefix, failures: failures, handlers: [:]) { _ in failure }
    }
}
