/// A server, as far as a proxy stands before it.
enum ServerName: String, Sendable, CaseIterable {
    case dynamoDB = "DynamoDB"
    case redis = "Redis"
}
