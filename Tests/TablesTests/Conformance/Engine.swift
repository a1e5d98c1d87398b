import Testing

/// What the conformance suite runs on.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    /// With the machinery of delayed indexes at work, but a clock that runs past the delay between any two calls.
    case sqliteWithIndexDelay = "SQLite with delayed indexes"
    /// On moto's server. Where moto is known to differ from DynamoDB a test says so.
    case dynamoDB = "DynamoDB"

    var testDescription: String { rawValue }

    var isMoto: Bool { self == .dynamoDB }
}
