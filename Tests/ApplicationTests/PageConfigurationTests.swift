import ApplicationTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("What the page is told")
struct PageConfigurationTests {
    private func ask(
        _ application: TestApplication, _ path: String = "/api/config", user: String? = nil, groups: String? = nil
    ) async throws -> JSON {
        let answer = try await application.invoke(
            HTTPFixture.request(method: "GET", path: path, user: user, groups: groups))
        return try JSON(parsing: answer["body"]?.string ?? "")
    }

    private static let systems: JSON = [
        "web_chat": true, "assessments": true, "chat_sessions": true, "context_memory": true, "whatsapp": false,
    ]

    @Test("without signing in, how to sign in and nobody; then who it is")
    func required() async throws {
        let application = try TestApplication([
            "AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef", "OIDC_ISSUER": "https://idp.example/pool",
            "OIDC_CLIENT_ID": "page",
        ])
        let signIn: JSON = ["issuer": "https://idp.example/pool", "client_id": "page"]
        #expect(
            try await ask(application) == ["sign_in": signIn, "systems": Self.systems, "user": .null])
        #expect(
            try await ask(application, user: "ada", groups: "[AdminUsers Zoo]") == [
                "sign_in": signIn, "systems": Self.systems,
                "user": ["id": "ada", "groups": ["AdminUsers", "Zoo"], "is_admin": true, "is_staff": false],
            ])
        #expect(
            try await ask(application, "/api/user", user: "ada") == [
                "id": "ada", "groups": [], "is_admin": false, "is_staff": false,
            ])
        #expect(try await ask(application, "/api/user") == ["detail": "Please sign in"])
    }

    @Test("in open mode everybody is the local user")
    func open() async throws {
        #expect(
            try await ask(try TestApplication()) == [
                "sign_in": .null, "systems": Self.systems,
                "user": ["id": "local", "groups": [], "is_admin": false, "is_staff": false],
            ])
    }

    @Test("WhatsApp is on where there is an account at Twilio")
    func whatsApp() async throws {
        let application = try TestApplication([
            "AUTH_MODE": "open", "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
            "TWILIO_AUTH_TOKEN": "token",
            "TWILIO_FROM": "whatsapp:+14155238886",
        ])
        #expect(try await ask(application)["systems"]?["whatsapp"] == true)
    }
}
