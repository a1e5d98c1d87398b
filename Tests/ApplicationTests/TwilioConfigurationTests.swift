import Testing
import Twilio

@testable import Application

@Suite("Configuration of Twilio")
struct TwilioConfigurationTests {
    private static let sid = "AC0123456789abcdef0123456789ABCDEF"
    private static let set = [
        "AUTH_MODE": "open", "TWILIO_ACCOUNT_SID": sid, "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_FROM": "whatsapp:+14155238886",
    ]

    private func twilio(_ changes: [String: String?] = [:]) throws -> Configuration.Twilio? {
        var environment = Self.set
        for (name, value) in changes { environment[name] = value }
        return try Configuration(environment: environment).twilio
    }

    @Test("is absent when nothing is set, a URL or two aside")
    func absent() throws {
        #expect(try Configuration(environment: ["AUTH_MODE": "open"]).twilio == nil)
        #expect(
            try Configuration(environment: ["AUTH_MODE": "open", "PUBLIC_BASE_URL": "https://x.example"]).twilio == nil)
    }

    @Test("is taken as it stands, or has defaults")
    func values() throws {
        #expect(
            try twilio()
                == Configuration.Twilio(
                    account: TwilioAccount(sid: Self.sid, token: TwilioAuthToken("token")),
                    from: "whatsapp:+14155238886", publicBaseURL: nil, baseURL: "https://api.twilio.com"))
        #expect(
            try twilio([
                "TWILIO_AUTH_TOKEN_PREVIOUS": "old", "PUBLIC_BASE_URL": "https://Bots.example/prod/",
                "TWILIO_BASE_URL": "http://127.0.0.1:8080", "TWILIO_FROM": "MG0123456789abcdef0123456789abcdef",
            ])
                == Configuration.Twilio(
                    account: TwilioAccount(
                        sid: Self.sid, token: TwilioAuthToken("token"), previousToken: TwilioAuthToken("old")),
                    from: "MG0123456789abcdef0123456789abcdef", publicBaseURL: "https://Bots.example/prod",
                    baseURL: "http://127.0.0.1:8080"))
        #expect(try twilio(["TWILIO_FROM": "+14155238886"])?.from == "whatsapp:+14155238886")
    }

    @Test(
        "is whole, or the missing variable is named",
        arguments: ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"])
    func missing(variable: String) {
        let error = #expect(throws: ConfigurationError.self) { try twilio([variable: nil]) }
        #expect(error?.variable == variable)
        #expect(
            throws: ConfigurationError(
                variable: "TWILIO_ACCOUNT_SID", message: "must be set too, because TWILIO_AUTH_TOKEN_PREVIOUS is")
        ) { try Configuration(environment: ["AUTH_MODE": "open", "TWILIO_AUTH_TOKEN_PREVIOUS": "old"]) }
    }

    @Test(
        "that is wrong is an error that names its variable, and never a secret",
        arguments: [
            ("TWILIO_ACCOUNT_SID", "AC123"), ("TWILIO_ACCOUNT_SID", "SK0123456789abcdef0123456789abcdef"),
            ("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdeg"), ("TWILIO_FROM", "4155238886"),
            ("TWILIO_FROM", "whatsapp:4155238886"), ("TWILIO_FROM", "+04155238886"),
            ("TWILIO_FROM", "+1415523888612345"),
            ("TWILIO_FROM", "messenger:+14155238886"), ("PUBLIC_BASE_URL", "example.com"),
            ("PUBLIC_BASE_URL", "https://"), ("PUBLIC_BASE_URL", "https:///prod"),
            ("PUBLIC_BASE_URL", "https://x.example/?a=1"), ("PUBLIC_BASE_URL", "https://x.example/#a"),
            ("PUBLIC_BASE_URL", "https://x.example/a b"), ("TWILIO_BASE_URL", "ftp://x.example"),
        ])
    func wrong(variable: String, value: String) {
        let error = #expect(throws: ConfigurationError.self) { try twilio([variable: value]) }
        #expect(error?.variable == variable)
    }

    @Test("sessions are over after a day, or after as many hours as are set")
    func sessions() throws {
        #expect(try Configuration(environment: Self.set).whatsAppIdleTime == .seconds(86_400))
        #expect(
            try Configuration(environment: Self.set.merging(["WHATSAPP_SESSION_HOURS": "2"]) { $1 }).whatsAppIdleTime
                == .seconds(7200))
    }
}
