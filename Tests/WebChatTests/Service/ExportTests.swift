import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Export")
struct ExportTests {
    @Test("one chat is a file with all that a client can see of it", arguments: ["", "/"])
    func json(slash: String) async throws {
        let room = try ChatRoom()
        try await room.say("What's \"new\"?", in: "s", id: "m-1")
        _ = try await room.ask("PATCH", "/api/sessions/s", ["chat_name": "Neues; x=\"y\"", "pinned": true])
        let response = try await room.send("GET", "/api/export/s" + slash)
        var answer = Answer(response)
        let id = try #require(answer.body["sessions"]?[0]?["messages"]?[1]?["message_id"]?.string)
        #expect(
            answer
                == Answer(
                    200,
                    [
                        "version": 1,
                        "sessions": [
                            [
                                "session_id": "s", "chat_name": "Neues; x=\"y\"",
                                "created_at": "2026-11-21T08:00:00.000000Z",
                                "last_activity": "2026-11-21T08:00:00.000001Z", "pinned": true, "archived": false,
                                "messages": [
                                    [
                                        "message_id": "m-1", "sender": "Human", "content": "What's \"new\"?",
                                        "timestamp": "2026-11-21T08:00:00.000000Z", "status": "complete",
                                    ],
                                    [
                                        "message_id": .string(id), "sender": "AI", "content": "Answer to 1.",
                                        "timestamp": "2026-11-21T08:00:00.000001Z", "status": "complete",
                                    ],
                                ],
                            ]
                        ], "next_cursor": nil,
                    ]))
        #expect(
            response.headers["Content-Disposition"]
                == "attachment; filename=\"chat.json\"; filename*=UTF-8''Neues%3B%20x%3D%20y.json")
        #expect(response.headers["Access-Control-Expose-Headers"]?.contains("Content-Disposition") == true)
        answer = try await room.ask("GET", "/api/export/s", query: [("format", "json")])
        #expect(answer == Answer(response))
    }

    @Test("as Markdown, with the texts as they are")
    func markdown() async throws {
        let room = try ChatRoom { request throws(ModelError) in
            guard request.messages.count < 3 else { throw ModelError(.unavailable, "down") }
            return ModelAnswer(text: "```swift\nlet a = 1\n```\n", stopReason: .tokenLimit)
        }
        try await room.say("Show *code* <b>", in: "s")
        _ = try await room.ask("POST", "/api/generate", ["prompt": "More", "session_id": "s"])
        let response = try await room.send("GET", "/api/export/s", query: [("format", "markdown")])
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "text/markdown; charset=utf-8")
        #expect(
            response.headers["Content-Disposition"]
                == "attachment; filename=\"chat.md\"; filename*=UTF-8''Show%20code%20b.md")
        #expect(
            response.body
                == .text(
                    """
                    # Show *code* <b>

                    Begun 2026-11-21T08:00:00.000000Z, last used 2026-11-21T08:00:00.000002Z

                    ## You

                    *2026-11-21T08:00:00.000000Z*

                    Show *code* <b>

                    ## Assistant

                    *2026-11-21T08:00:00.000001Z*

                    ```swift
                    let a = 1
                    ```

                    *The answer ends early*

                    ## You

                    *2026-11-21T08:00:00.000002Z*

                    More

                    *Without an answer*

                    """))
    }

    @Test("an unknown chat is not found, and wrong parameters are named")
    func refusals() async throws {
        let room = try ChatRoom()
        #expect(try await room.ask("GET", "/api/export/s") == Answer(404, ["detail": "Session not found"]))
        try await room.say("Hello", in: "s")
        for (name, value) in [("format", "pdf"), ("cursor", "x")] {
            let answer = try await room.ask("GET", "/api/export/s", query: [(name, value)])
            #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["query", .string(name)])
        }
        #expect(try await room.ask("GET", "/api/export", query: [("cursor", "x")]).status == 422)
        _ = try await room.ask("DELETE", "/api/sessions/s")
        #expect(try await room.ask("GET", "/api/export/s").status == 404)
        #expect(try await room.export() == [])
    }

    @Test("all chats come page by page, pinned, other and archived ones, and one without messages too")
    func all() async throws {
        let room = try ChatRoom()
        try await room.seed((0..<450).map { .init(id: "c\($0)", age: .seconds($0), isArchived: $0 % 3 == 0) })
        try await room.say("Hello", in: "s")
        let exported = try await room.export()
        let listed = (0..<450).filter { $0 % 3 != 0 } + (0..<450).filter { $0 % 3 == 0 }
        #expect(exported.map { $0["session_id"] } == ["s"] + listed.map { .string("c\($0)") })
        #expect(exported.map { $0["messages"]?.array?.count } == [2] + listed.map { _ in 0 })
        let first = try await room.ask("GET", "/api/export")
        #expect(first.body["sessions"]?.array?.count == 200)
        let cursor = try #require(first.body["next_cursor"]?.string)
        #expect(try await room.ask("GET", "/api/export", query: [("cursor", cursor)], as: .bob).status == 422)
    }

    @Test("what is larger than an answer comes in parts, within a chat too, each small enough")
    func large() async throws {
        let text = String(repeating: "\"\\\n", count: 80_000)
        let room = try ChatRoom { _ in ModelAnswer(text: text) }
        for number in 0..<6 { try await room.say("P\(number)", in: number < 5 ? "s" : "t") }
        let first = try await room.ask("GET", "/api/export").body
        #expect(first["sessions"]?.array?.map { $0["messages"]?.array?.count } == [2, 7])
        #expect(first.escapedSize < 4_100_000)
        let exported = try await room.export()
        #expect(exported.map { $0["messages"]?.array?.count } == [2, 10])
        let prompts = exported[1]["messages"]?.array?.filter { $0["sender"] == "Human" }.map { $0["content"] }
        #expect(prompts == (0..<5).map { .string("P\($0)") })
        #expect(try await room.export("/api/export/s") == [exported[1]])
        var parts: [String] = []
        var cursor: String?
        repeat {
            let query = [("format", "markdown")] + (cursor.map { [("cursor", $0)] } ?? [])
            let response = try await room.send("GET", "/api/export/s", query: query)
            guard case .text(let part) = response.body else { throw Unexpected(Answer(response)) }
            parts.append(part)
            cursor = response.headers["X-Next-Cursor"]
        } while cursor != nil
        #expect(parts.map { String($0.prefix(13)) } == ["# P0\n\nBegun 2", "\n## Assistant"])
        // Beside the texts, each message has a heading and a time.
        #expect((1_200_010..<1_202_000).contains(parts.joined().utf8.count))
    }

    @Test("a chat that has no room even for its first message begins on the next page")
    func fullPage() async throws {
        let room = try ChatRoom { _ in ModelAnswer(text: String(repeating: "\"", count: 240_000)) }
        let prompt = String(repeating: "\"", count: 90_000)
        for session in ["s", "t", "t", "t"] { try await room.say(prompt, in: session) }
        let first = try await room.ask("GET", "/api/export")
        #expect(first.body["sessions"]?.array?.map { $0["messages"]?.array?.count } == [6, 0])
        let exported = try await room.export()
        #expect(exported.map { $0["session_id"] } == ["t", "s"])
        #expect(exported.map { $0["messages"]?.array?.count } == [6, 2])
    }

    @Test("a chat that is cleared between two parts ends there")
    func cleared() async throws {
        let room = try ChatRoom { _ in ModelAnswer(text: String(repeating: "\"", count: 240_000)) }
        for number in 0..<6 { try await room.say("P\(number)", in: "s") }
        let cursor = try #require(try await room.ask("GET", "/api/export/s").body["next_cursor"]?.string)
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "s"])
        let rest = try await room.ask("GET", "/api/export/s", query: [("cursor", cursor)])
        #expect(rest.body["sessions"]?[0]?["messages"] == [] && rest.body["next_cursor"] == .null)
    }
}
