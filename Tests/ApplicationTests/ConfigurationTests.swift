import Application
import Gateway
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    private static let tables = ["SESSION_TABLE": "s", "MESSAGES_TABLE": "m", "REVIEW_TABLE": "r"]

    @Test("in open mode nothing needs to be set")
    func defaults() throws {
        let configuration = try Configuration(environment: ["AUTH_MODE": "open"])
        #expect(configuration.store == .dynamoDB)
        #expect(configuration.chatTables == nil)
        #expect(configuration.adminGroup == "AdminUsers" && configuration.staffGroup == "Staff")
        #expect(configuration.allowedOrigins == [] && configuration.cursorKey == nil)
        #expect(configuration.downloadBucket == nil)
    }

    @Test("every variable is taken as it stands")
    func everything() throws {
        let configuration = try Configuration(
            environment: Self.tables.merging([
                "COLLOQUY_STORE": "sqlite:/data/store.sqlite", "AUTH_MODE": "Required", "ADMIN_GROUP": "Root",
                "STAFF_GROUP": "Desk", "ALLOWED_ORIGINS": "https://a.example, http://localhost:3000",
                "CURSOR_KEY": "0123456789abcdef", "SESSION_S3_DOWNLOAD": "exports",
            ]) { $1 })
        #expect(configuration.store == .sqlite(path: "/data/store.sqlite"))
        #expect(configuration.authorizationMode == .required)
        #expect(configuration.adminGroup == "Root" && configuration.staffGroup == "Desk")
        #expect(configuration.allowedOrigins == ["https://a.example", "http://localhost:3000"])
        #expect(configuration.cursorKey == "0123456789abcdef")
        #expect(configuration.chatTables?.sessions == "s")
        #expect(configuration.chatTables?.messages == "m")
        #expect(configuration.chatTables?.reviews == "r")
        #expect(configuration.downloadBucket == "exports")
    }

    @Test("the embedded store has names for its tables")
    func embeddedTables() throws {
        let configuration = try Configuration(environment: ["AUTH_MODE": "open", "COLLOQUY_STORE": "sqlite:x"])
        #expect(configuration.chatTables?.sessions == "chat-sessions")
    }

    @Test(
        "a wrong value is an error that names its variable",
        arguments: [
            ("COLLOQUY_STORE", ["COLLOQUY_STORE": "postgres"]),
            ("COLLOQUY_STORE", ["COLLOQUY_STORE": "sqlite:"]),
            ("AUTH_MODE", ["AUTH_MODE": "sometimes"]),
            ("ALLOWED_ORIGINS", ["ALLOWED_ORIGINS": "chat.example.com"]),
            ("ALLOWED_ORIGINS", ["ALLOWED_ORIGINS": "https://chat.example.com/"]),
            ("CURSOR_KEY", ["AUTH_MODE": "required"]),
            ("CURSOR_KEY", ["CURSOR_KEY": "short"]),
            ("MESSAGES_TABLE", ["SESSION_TABLE": "s", "REVIEW_TABLE": "r"]),
        ])
    func wrong(variable: String, environment: [String: String]) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(environment: ["AUTH_MODE": "open"].merging(environment) { $1 })
        }
        #expect(error?.variable == variable)
    }
}
