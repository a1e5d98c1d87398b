import ApplicationTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("Health and readiness")
struct HealthRoutesTests {
    private func ask(_ application: TestApplication, _ path: String) async throws -> (status: Int?, body: JSON) {
        let answer = try await application.invoke(HTTPFixture.request(method: "GET", path: path))
        #expect(answer["headers"]?["Cache-Control"] == "no-store")
        return (answer["statusCode"]?.int, try JSON(parsing: answer["body"]?.string ?? ""))
    }

    @Test("without signing in, health says what is set up, and asks nobody")
    func health() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        var (status, body) = try await ask(application, "/health")
        #expect(status == 200)
        #expect(body["timestamp"]?.string.flatMap { Timestamp($0) } != nil)
        var members = try #require(body.object)
        members["timestamp"] = nil
        body = .object(members)
        #expect(
            body == [
                "status": "healthy", "service": "colloquy", "version": "2.1.0", "logging": "enabled",
                "openai_service": "not configured", "twilio_service": "not configured",
                "session_service": "configured",
                "systems": [
                    "web_chat": true, "assessments": true, "chat_sessions": true, "context_memory": true,
                    "whatsapp": false,
                ],
            ])
    }

    @Test("ready asks the store and Redis, and tells of the model and Twilio")
    func ready() async throws {
        let server = try await RedisServer.start()
        let application = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(server.port)", "MODEL_ID": "model",
        ])
        var (status, body) = try await ask(application, "/ready")
        #expect(status == 200)
        #expect(
            body == [
                "status": "ready", "service": "colloquy",
                "checks": [
                    "database": "ok", "redis": "ok", "openai": "configured", "twilio": "not configured",
                ],
            ])
        try await server.kill()
        (status, body) = try await ask(application, "/ready")
        #expect(status == 503)
        #expect(
            body == [
                "status": "not ready", "service": "colloquy",
                "checks": [
                    "database": "ok", "redis": "unreachable", "openai": "configured", "twilio": "not configured",
                ],
            ])
    }

    @Test("what is not set up is not waited for, and a store that is gone gives nothing away")
    func unreachable() async throws {
        let plain = try await ask(try TestApplication(), "/ready")
        #expect(plain.status == 200)
        #expect(
            plain.body["checks"] == [
                "database": "ok", "redis": "not configured", "openai": "not configured", "twilio": "not configured",
            ])
        // Nothing listens there.
        let gone = try await ask(
            try TestApplication([
                "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "CONVERSATIONS_TABLE": "canary",
                "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1",
            ]), "/ready")
        #expect(gone.status == 503)
        #expect(
            gone.body == [
                "status": "not ready", "service": "colloquy",
                "checks": [
                    "database": "unreachable", "redis": "not configured", "openai": "not configured",
                    "twilio": "not configured",
                ],
            ])
        let empty = try await ask(
            try TestApplication(["AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb"]), "/ready")
        #expect(empty.body["checks"]?["database"] == "not configured")
    }
}
