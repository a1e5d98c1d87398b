import HTTPTransport
import LocalCloud
import TestSupport
import Testing
import WireFormats

@testable import colloquy

/// Every door to a model, with models that do not take all that a request may have.
@Suite("Models of all kinds with the real bootstrap")
struct ModelLimitsRunTests {
    private func run(_ model: String, _ environment: [String: String] = [:]) async throws -> ChatRun {
        try await ChatRun(
            in: try TemporaryDirectory(),
            environment: ["MODEL_ID": "local-model.\(model)"].merging(environment) { $1 })
    }

    private func order(_ run: ChatRun) async throws -> CustomerConversation.Outcome {
        try await CustomerConversation(
            url: run.cloud.httpAPI, twilio: run.cloud.twilio, options: .local,
            http: HTTPClient(loop: try Network.loop())
        ).say(
            CustomerMessage(
                text: "5 units of Product A", from: "whatsapp:+14155550100", media: [], sid: "SM1", name: "Ann"),
            patience: .seconds(60))
    }

    @Test(
        "answer in web chat, to questions, with summaries and on WhatsApp, and are healthy",
        arguments: [
            "no-temperature", "no-system.no-streamed-tools", "no-streaming", "min-tokens-100",
            "thinks.no-system.no-streaming.no-temperature",
        ])
    func answers(model: String) async throws {
        let run = try await run(model, ["SYSTEM_PROMPT": "Be kind."])
        #expect(try await run.say("My name is Ann", in: "s") == "Nice to meet you, Ann.")
        let query = try await run.request("POST", "/query", ["session_id": "tour", "query": "My name is Ben"])
        #expect(query.status == 200 && query.body.text.contains("Nice to meet you, Ben."))
        let confirmation = "✅ Order received: 5 × Product A.\n\nTo change it, just write what should be different."
        #expect(try await order(run) == .replies([confirmation]))
        let summary = await run.cloud.function.invoke(
            Invocation(
                payload: (["operation": "memory.summarize", "session_id": "tour"] as JSON).serialized()))
        #expect(String(decoding: summary.payload, as: UTF8.self).contains("The user's name is Ben."))
        let health = try await run.request("GET", "/api/health")
        #expect(health.status == 200 && health.body["checks"]?["model"] == "ok")
        await run.cloud.stop()
    }

    @Test("that take no temperature although one is set are asked without, and Bedrock's words are in the log")
    func temperature() async throws {
        let run = try await run("no-temperature", ["MODEL_TEMPERATURE": "0.5"])
        for _ in 0..<3 { _ = try await run.say("My name is Ann", in: "s") }
        let warnings = run.lines.all.filter { $0.contains("`temperature` is deprecated for this model.") }
        #expect(warnings.count == 1 && warnings[0].contains("MODEL_TEMPERATURE"))
        await run.cloud.stop()
    }

    @Test("that think longer than they may are healthy, and say so everywhere else")
    func outOfTokens() async throws {
        let run = try await run("thinks", ["MODEL_MAX_TOKENS": "10"])
        #expect(try await run.request("GET", "/api/health").status == 200)
        let chat = try await run.request("POST", "/api/generate/", ["prompt": "Hello", "session_id": "s"])
        #expect(chat.status == 500 && chat.body["detail"]?.string?.contains("MODEL_MAX_TOKENS") == true)
        let query = try await run.request("POST", "/query", ["session_id": "tour", "query": "Hello"])
        #expect(query.status == 500 && query.body["detail"]?.string?.contains("MODEL_MAX_TOKENS") == true)
        guard case .replies(let replies) = try await order(run) else {
            Issue.record("no reply")
            return
        }
        #expect(replies.count == 1 && replies[0].contains("could not be answered automatically"))
        #expect(run.lines.all.contains { $0.contains("The model had no reply") && $0.contains("MODEL_MAX_TOKENS") })
        await run.cloud.stop()
    }
}
