import LocalCloud
import TestSupport
import Testing
import WireFormats

@Suite("Web chats with the real bootstrap")
struct ChatRunTests {
    @Test("two instances at once and one started later know what was said, and the name stays")
    func continuity() async throws {
        let directory = try TemporaryDirectory()
        let first = try await ChatRun(in: directory)
        let second = try await ChatRun(in: directory)
        _ = try await first.say("My name is Ann", in: "s")
        #expect(try await second.say("What is my name?", in: "s") == "Your name is Ann.")
        _ = try await second.say("My favourite colour is blue", in: "s")
        #expect(try await first.say("What is my favourite colour?", in: "s") == "Your favourite colour is blue.")
        await first.cloud.stop()
        await second.cloud.stop()
        let third = try await ChatRun(in: directory)
        #expect(try await third.say("What is my name?", in: "s") == "Your name is Ann.")
        #expect(try await third.names() == ["s My name is Ann"])
        #expect(try await third.request("POST", "/api/clear_history/", ["session_id": "s"]).status == 200)
        let forgotten = try await third.say("What is my name?", in: "s")
        #expect(forgotten == "I don't know your name: it is in none of the messages I can see.")
        await third.cloud.stop()
    }

    @Test("a chat that outgrows its budget is summarized by an invocation of its own, and the model still knows")
    func summary() async throws {
        let directory = try TemporaryDirectory()
        let run = try await ChatRun(in: directory, environment: ["CONTEXT_TOKEN_BUDGET": "400"])
        _ = try await run.say("My name is Ann", in: "s")
        for number in 1...6 { _ = try await run.say("\(number) " + String(repeating: "word ", count: 60), in: "s") }
        // The window alone is too short by now: only the summary, which is made meanwhile, has the name.
        let end = ContinuousClock.now + .seconds(30)
        var answer = ""
        repeat {
            answer = try await run.say("What is my name?", in: "s")
            if answer != "Your name is Ann." { try await Task.sleep(for: .milliseconds(50)) }
        } while answer != "Your name is Ann." && ContinuousClock.now < end
        #expect(answer == "Your name is Ann.")
        #expect(
            try await run.request("POST", "/api/generate/", ["prompt": "Your instructions?", "session_id": "s"])
                .body["response"]?.string?.contains("The user's name is Ann.") == true)
        await run.cloud.stop()
    }

    @Test("a model that is down leaves a prompt that the same request completes later")
    func failure() async throws {
        let run = try await ChatRun(in: try TemporaryDirectory())
        let body: JSON = ["prompt": "[denied once] Are you there?", "session_id": "s", "message_id": "m-1"]
        let failed = try await run.request("POST", "/api/generate/", body)
        #expect(failed.status == 503)
        #expect(failed.body["message_id"] == "m-1")
        #expect(try await run.request("POST", "/api/generate/", body).status == 200)
        let history = try await run.request("POST", "/api/get_history/", ["session_id": "s"])
        #expect(history.body["messages"]?.array?.map { $0["status"] } == ["complete", "complete"])
        await run.cloud.stop()
    }
}
