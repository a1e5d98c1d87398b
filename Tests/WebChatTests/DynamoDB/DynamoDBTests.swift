import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("On DynamoDB (moto), beside boto3")
struct DynamoDBTests {
    @Test("a chat is begun, repeated, listed, changed, cleared, deleted, restored and removed as on SQLite")
    func life() async throws {
        let moto = try await MotoRoom()
        let room = moto.room
        try await room.say("Hello", in: "a", id: "m-1")
        try await room.say("Hello", in: "a", id: "m-1")
        room.clock.advance(.seconds(1))
        try await room.say("Bonjour", in: "b")
        try await room.say("More", in: "a")
        #expect(
            try await room.history("a") == [
                "Human: Hello", "AI: Answer to 1.", "Human: More", "AI: Answer to 3.",
            ])
        #expect(try await room.ids() == ["a", "b"])
        #expect(try await room.ask("PATCH", "/api/sessions/b", ["pinned": true, "chat_name": "Été"]).status == 200)
        let first = try await room.send("GET", "/api/session_names", query: [("limit", "1")])
        let cursor = try #require(first.headers["X-Next-Cursor"])
        #expect(Answer(first).body[0]?["chat_name"] == "Été")
        #expect(try await room.ids([("limit", "1"), ("cursor", cursor)]) == ["a"])
        #expect(try await room.ask("GET", "/api/sessions").body["total_sessions"] == 2)
        #expect(try await room.ask("POST", "/api/clear_history", ["session_id": "a"]).status == 200)
        #expect(try await room.history("a") == [])
        #expect(
            try await room.ask("POST", "/api/sessions/delete", ["session_ids": ["a", "b", "c"]]).body["results"]?
                .array?.map { $0["status"] } == ["deleted", "deleted", "not_found"])
        #expect(try await room.ask("POST", "/api/sessions/b/restore").status == 200)
        #expect(try await room.ids() == ["b"])
        room.clock.advance(.seconds(700))
        let sweep = try #require(room.service.actions["SWEEP"])
        #expect(try await sweep(["action": "SWEEP"]) == ["removed_chats": 2])
        #expect(try await room.items().filter { $0["pk"] == "CHAT#alice#a" } == [])
        #expect(try await room.history("b").count == 2)
    }

    @Test("chats are exported, imported by somebody else, and cleaned up, as on SQLite")
    func files() async throws {
        let moto = try await MotoRoom()
        let room = moto.room
        for number in 0..<30 { try await room.say("P\(number)", in: "a", id: "m-\(number)") }
        try await room.say("Été", in: "b")
        _ = try await room.ask("PATCH", "/api/sessions/b", ["pinned": true])
        let file = try await room.ask("GET", "/api/export").body
        let imported = try await room.ask("POST", "/api/import", file, as: .bob)
        #expect(imported.body["imported"] == 2)
        #expect(try await room.ask("POST", "/api/import", file, as: .bob).body["skipped"] == 2)
        #expect(try await room.ask("GET", "/api/export", as: .bob).body == file)
        room.clock.advance(.seconds(31 * 86_400))
        let cleaned = try await room.ask("POST", "/api/cleanup_sessions", as: .bob).body
        #expect(cleaned["deleted_ids"] == ["a"] && cleaned["skipped_pinned"] == 1)
        #expect(try await room.ids(as: .bob) == ["b"])
        #expect(try await room.ids() == ["b", "a"])
        let totals = try await room.items().filter { $0["sk"] == "TOTAL" }.map {
            [$0["pk"], $0["messages"], $0["chats"]]
        }
        #expect(totals == [["STAT#alice", 62, 2], ["STAT#bob", 2, 1]])
        #expect(try await room.ask("POST", "/api/import", file, as: .bob).body["imported"] == 1)
        let sweep = try #require(room.service.actions["SWEEP"])
        #expect(try await sweep(["action": "SWEEP"]) == ["removed_chats": 1])
        #expect(try await room.ask("GET", "/api/export", as: .bob).body == file)
    }

    @Test("a long chat is summarized")
    func summary() async throws {
        let moto = try await MotoRoom()
        let room = moto.room
        for _ in 1...3 { try await room.say(String(repeating: "word ", count: 40), in: "s") }
        let event = try #require(room.queued.last?.object)
        let action = try #require(room.service.actions[WebChat.summaryAction])
        #expect(try await action(event) == ["summarized": 2])
        try await room.say("Next", in: "s")
        #expect(try #require(room.model.requests.last).system.last?.hasSuffix("A record.") == true)
    }

    @Test("boto3 finds a chat in its owner's list, and its words among the owner's texts")
    func readByBoto3() async throws {
        let moto = try await MotoRoom()
        try await moto.room.say("Où est l'Été?", in: "s", id: "m-1")
        try await moto.room.say("Not yours", in: "s", as: .bob)
        let seen = try await moto.cloud.python(
            """
            listed = conversations.query(
                IndexName='gsi1', KeyConditionExpression=Key('gsi1pk').eq('OWN#alice'))['Items']
            texts = conversations.query(IndexName='gsi2', KeyConditionExpression=Key('gsi2pk').eq('TXT#alice'),
                FilterExpression=Attr('folded_text').contains('ou est'))['Items']
            days = conversations.query(KeyConditionExpression=Key('pk').eq('STAT#alice'))['Items']
            print(json.dumps([
                [[item['pk'], item['sk'], item['gsi1sk'], len(item)] for item in listed],
                sorted([item['sk'][:14], item['folded_text']] for item in texts),
                [[item['sk'], int(item['messages']), int(item['chats'])] for item in days]]))
            """)
        #expect(
            try JSON(parsing: seen) == [
                [["CHAT#alice#s", "META", "1#2026-11-21T08:00:00.000001Z", 4]],
                [["META", "ou est l'ete?"], ["MSG#000000001#", "ou est l'ete?"]],
                [["DAY#2026-11-21", 2, 1], ["TOTAL", 2, 1]],
            ])
    }
}
