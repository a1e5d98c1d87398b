import WireFormats

/// One operation of a system, as often as it is asked for.
struct Workload: Sendable {
    /// What the design promises of its first answer.
    enum Promise: Sendable {
        /// The first page of a list: at most two calls of the store.
        case list
        /// At most three calls of the store, one invocation, and 20 ms.
        case submission
    }

    let name: String
    var promise: Promise?
    /// Prepares what the next event is about, which is not measured, and gives that event.
    let event: @Sendable (SystemUnderTest) async throws -> JSON

    init(
        _ name: String, _ promise: Promise? = nil, event: @escaping @Sendable (SystemUnderTest) async throws -> JSON
    ) {
        self.name = name
        self.promise = promise
        self.event = event
    }

    /// An operation that asks for the same each time.
    init(_ name: String, _ promise: Promise? = nil, constant event: JSON) {
        self.init(name, promise) { _ in event }
    }
}

/// A system with what its operations are about already stored.
struct SystemWorkloads: Sendable {
    let name: String
    let workloads: [Workload]

    /// The five systems.
    static let all: [@Sendable (SystemUnderTest) async throws -> SystemWorkloads] = [
        { try await .chatSessions($0) }, { try await .assessments($0) }, { try await .webChat($0) },
        { try await .contextMemory($0) }, { try await .whatsApp($0) },
    ]
}

enum Text {
    static let prompt = "What should I see in Lisbon in two days in May, with two children of six and nine?"
    static let answer = """
        Begin with the Alfama, early, before the trams fill up. Then take the ferry to Cacilhas, and look back at the city \
        from the other side. The aquarium is worth half a day, and the children will want to stay longer than that.
        """
}
