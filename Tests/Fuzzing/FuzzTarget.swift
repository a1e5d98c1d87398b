/// A part of the program that takes bytes from outside, and what must hold whatever they are. libFuzzer looks for bytes
/// that break it (`scripts/fuzz`); tests hold it against the seeds and everything that ever broke.
public struct FuzzTarget: Sendable {
    public let name: String
    /// Inputs to begin with, made from the fixtures in `events/`.
    public let seeds: @Sendable (Fixtures) -> [[UInt8]]
    /// Throws ``BrokenProperty`` when something does not hold.
    public let check: @Sendable ([UInt8]) throws -> Void

    init(
        _ name: String, seeds: @escaping @Sendable (Fixtures) -> [[UInt8]],
        check: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.seeds = seeds
        self.check = check
    }

    public static let all = [
        application, attribute, cursor, encodings, event, eventStream, form, gateways, groups, json, modelStream,
        number, paths, redis, timestamp, twiml, xml,
    ]
}

/// A property does not hold for an input.
public struct BrokenProperty: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

func require(_ holds: Bool, _ complaint: @autoclosure () -> String) throws(BrokenProperty) {
    guard holds else { throw BrokenProperty(complaint()) }
}
