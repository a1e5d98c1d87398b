import Foundation
import TestSupport
import Testing

/// The page in Chromium, on what `colloquy serve` serves. The cases are Python's, in `browser/`, where Playwright drives the
/// browser; each that fails is an issue here, by its name.
///
/// Screenshots are in `.build/screenshots`: they are to be looked at.
@Suite("The page in a browser", .serialized)
struct PageTests {
    @Test("a conversation and its row in the list")
    func chat() async throws {
        let server = try await ServedFunction(["--as", "ann"])
        try await BrowserCases.run("chat", at: server.address)
    }

    @Test("many chats and old ones: search, statistics, clean-up, files")
    func chats() async throws {
        let server = try await ServedFunction(["--as", "ann"])
        try await BrowserCases.run("chats", at: server.address)
    }

    @Test("input methods, touch screens, blocked storage and plain http; addresses in texts")
    func conditions() async throws {
        let server = try await ServedFunction(["--as", "ann"])
        try await BrowserCases.run("conditions", at: server.address)
    }

    @Test("assessments, from a submission to documents")
    func assessments() async throws {
        let server = try await ServedFunction(["--as", "ann"])
        let scenarios = ["COLLOQUY_SCENARIOS": BrowserCases.folder + "/scenarios", "BEDROCK_AGENT_ID": "hostile"]
        let hostile = try await ServedFunction(["--as", "ann"], environment: scenarios)
        try await BrowserCases.run("assessments", at: server.address, [hostile.address])
    }

    @Test("the administrators' review of sessions")
    func review() async throws {
        let server = try await ServedFunction(["--as", "ada", "--groups", "AdminUsers"])
        try await BrowserCases.run("review", at: server.address)
    }

    @Test("the staff's inbox of WhatsApp")
    func inbox() async throws {
        let store = try TemporaryDirectory()
        let staff = try await ServedFunction(["--as", "sam", "--groups", "Staff"], store: store)
        let outsider = try await ServedFunction(["--as", "ann"], store: store)
        try await BrowserCases.run("inbox", at: staff.address, [staff.twilio, outsider.address])
    }

    @Test("signing in with an OpenID provider")
    func signIn() async throws {
        let port = try await ServedFunction.freePort()
        let environment = [
            "AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef", "OIDC_ISSUER": "http://127.0.0.1:\(port)/pool/",
            "OIDC_CLIENT_ID": "page",
        ]
        let store = try TemporaryDirectory()
        let anonymous = try await ServedFunction([], environment: environment, store: store)
        let signedIn = try await ServedFunction(["--as", "ann"], environment: environment, store: store)
        try await BrowserCases.run("sign_in", at: anonymous.address, [String(port), signedIn.address])
    }
}
