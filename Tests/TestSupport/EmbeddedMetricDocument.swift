public import WireFormats

/// A line in CloudWatch's embedded metric format, read as CloudWatch Logs reads it: every rule of the specification is
/// checked, and what comes out are the metrics that CloudWatch would keep.
///
/// Source: CloudWatch user guide, "Specification: Embedded metric format", and `MetricDatum` and `Dimension` of its API
/// reference for units, names and values.
public struct EmbeddedMetricDocument: Sendable {
    /// One value of one metric, under one set of dimensions.
    public struct Value: Sendable, Hashable {
        public var namespace: String
        public var dimensions: [String: String]
        public var name: String
        public var unit: String
        public var value: JSON

        public init(
            _ name: String, _ value: JSON, unit: String = "Count", _ dimensions: [String: String] = [:],
            namespace: String = "Colloquy"
        ) {
            self.namespace = namespace
            self.dimensions = dimensions
            self.name = name
            self.unit = unit
            self.value = value
        }
    }

    /// A rule that the line breaks.
    public struct Violation: Error, Hashable, CustomStringConvertible {
        public let description: String
    }

    /// Milliseconds since 1970.
    public let timestamp: Int
    public let values: Set<Value>
    /// The whole document.
    public let root: JSONObject

    public init(_ line: some StringProtocol) throws {
        try Self.check(line.utf8.count <= 1 << 20, "at most 1 MB")
        guard let root = try JSON(parsing: String(line)).object else { throw Violation(description: "an object") }
        guard let metadata = root["_aws"]?.object else { throw Violation(description: "_aws is an object") }
        try Self.check(Set(metadata.keys) == ["Timestamp", "CloudWatchMetrics"], "_aws has its two members alone")
        guard let time = metadata["Timestamp"]?.int else { throw Violation(description: "Timestamp is an integer") }
        guard let directives = metadata["CloudWatchMetrics"]?.array else {
            throw Violation(description: "CloudWatchMetrics is an array")
        }
        timestamp = time
        self.root = root
        values = try directives.reduce(into: []) { values, directive in
            for value in try Self.values(directive, root) {
                try Self.check(values.insert(value).inserted, "no metric comes twice")
            }
        }
    }

    /// Those of the lines that are such documents.
    public static func all(in output: String) throws -> [EmbeddedMetricDocument] {
        try output.split(separator: "\n").filter { $0.contains(#""_aws""#) }.map { try EmbeddedMetricDocument($0) }
    }

    /// The value of a metric of the whole service.
    public subscript(name: String) -> JSON? { values.first { $0.name == name && $0.dimensions.isEmpty }?.value }

    public var route: String? { root["Route"]?.string }
}

extension EmbeddedMetricDocument {
    private static func values(_ directive: JSON, _ root: JSONObject) throws -> [Value] {
        guard let directive = directive.object else { throw Violation(description: "a directive is an object") }
        try check(Set(directive.keys) == ["Namespace", "Dimensions", "Metrics"], "a directive has its members alone")
        let namespace = try text(directive["Namespace"], 1...255, "Namespace")
        guard let sets = directive["Dimensions"]?.array, !sets.isEmpty else {
            throw Violation(description: "Dimensions has a set or more")
        }
        guard let metrics = directive["Metrics"]?.array, (1...100).contains(metrics.count) else {
            throw Violation(description: "Metrics has 1 to 100 elements")
        }
        return try sets.flatMap { set in
            let dimensions = try dimensions(set, root)
            return try metrics.map { metric in
                let name = try text(metric["Name"], 1...255, "Name")
                let unit = metric["Unit"]?.string ?? "None"
                try check(units.contains(unit), "Unit is one of CloudWatch's: \(unit)")
                guard let value = root[name], case .number = value else {
                    throw Violation(description: "\(name) is a number on the root")
                }
                return Value(name, value, unit: unit, dimensions, namespace: namespace)
            }
        }
    }

    private static func dimensions(_ set: JSON, _ root: JSONObject) throws -> [String: String] {
        guard let names = set.array, names.count <= 30 else {
            throw Violation(description: "a set has at most 30 dimensions")
        }
        return try names.reduce(into: [:]) { dimensions, name in
            let name = try text(name, 1...250, "a dimension")
            dimensions[name] = try text(root[name], 1...1024, name)
        }
    }

    /// ASCII without control characters, and not blank.
    private static func text(_ value: JSON?, _ length: ClosedRange<Int>, _ what: String) throws -> String {
        guard let text = value?.string, length.contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ (" "..."~").contains($0) }), text.contains(where: { $0 != " " })
        else { throw Violation(description: "\(what) is text of \(length) characters: \(value?.text ?? "missing")") }
        return text
    }

    private static func check(_ condition: Bool, _ rule: String) throws {
        if !condition { throw Violation(description: rule) }
    }

    private static let units: Set<String> = {
        let sizes = ["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"]
        let bits = sizes.map { $0.replacing("bytes", with: "bits").replacing("Bytes", with: "Bits") }
        let rates = (sizes + bits + ["Count"]).map { $0 + "/Second" }
        return Set(
            ["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None"] + sizes + bits + rates)
    }()
}
