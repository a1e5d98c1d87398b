/// Where the systems keep their data while they are measured.
enum Engine {
    /// The embedded store, in this file.
    case sqlite(path: String)
    /// moto's server.
    case dynamoDB(endpoint: String)
    /// The embedded store, but for context memory.
    case redis(port: UInt16, path: String)

    /// What the application is told.
    var environment: [String: String] {
        switch self {
        case .sqlite(let path): ["COLLOQUY_STORE": "sqlite:\(path)", "CONVERSATIONS_TABLE": "conversations"]
        case .dynamoDB(let endpoint):
            [
                "AWS_ENDPOINT_URL_DYNAMODB": endpoint, "SESSION_TABLE": "chat-sessions",
                "MESSAGES_TABLE": "chat-messages", "REVIEW_TABLE": "chat-reviews",
                "SESSIONS_TABLE_NAME": "assessments", "AGENT_EVENTS_TABLE_NAME": "agent-events",
                "CONVERSATIONS_TABLE": "conversations",
            ]
        case .redis(let port, let path):
            [
                "COLLOQUY_STORE": "sqlite:\(path)", "CONVERSATIONS_TABLE": "conversations",
                "REDIS_URL": "redis://127.0.0.1:\(port)",
            ]
        }
    }
}
