/// A metric of unit `Count`, by its name in CloudWatch.
///
/// Names are literals of the program, as each is a metric of its own with a price of its own. CloudWatch takes 1 to 255
/// characters of ASCII.
public struct Counter: Sendable, Hashable {
    /// What tells apart things that are counted under one name.
    public struct Dimension: Sendable, Hashable {
        public let name: String
        /// One of few, and nothing that comes from users.
        public let value: String
    }

    public let name: String
    public let dimension: Dimension?

    public init(_ name: StaticString) {
        self.name = "\(name)"
        dimension = nil
    }

    public init(_ name: StaticString, _ dimension: StaticString, _ value: String) {
        self.name = "\(name)"
        self.dimension = Dimension(name: "\(dimension)", value: value)
    }
}
