import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Search")
struct SearchTests {
    @Test("a chat is found by its name and its messages, whatever the case and accents, and shows where")
    func answer() async throws {
        let room = try ChatRoom()
        try await room.say("Où est la bibliothèque de la ville?", in: "s", id: "m-1")
        try await room.say("Something else", in: "t")
        let expected = Answer(
            200,
            [
                "results": [
                    [
                        "session_id": "s", "chat_name": "Où est la bibliothèque de la ville?",
                        "title_highlights": [[0, 2], [10, 22]], "last_activity": "2026-11-21T08:00:00.000001Z",
                        "pinned": false, "archived": false,
                        "matches": [
                            [
                                "message_id": "m-1", "sender": "Human", "timestamp": "2026-11-21T08:00:00.000000Z",
                                "snippet": "Où est la bibliothèque de la ville?", "highlights": [[0, 2], [10, 22]],
                            ]
                        ],
                    ]
                ], "next_cursor": .null, "searched_through": .null,
            ])
        for path in ["/api/search", "/api/search/"] {
            #expect(try await room.ask("GET", path, query: [("q", " BIBLIOTHEQUE ou ")]) == expected)
        }
    }

    @Test(
        "a text is found however its quotation marks, dashes and letters are set, and shown as it was written",
        arguments: [
            ("No, it’s mine", "it's", "it’s"), ("No, it's mine", "it’s", "it's"),
            ("A ﬁne oﬀer", "fine offer", "ﬁne|oﬀer"),
            ("Ｆｕｌｌ　ｗｉｄｔｈ", "full width", "Ｆｕｌｌ|ｗｉｄｔｈ"), ("full width", "ＦＵＬＬ", "full"), ("ﾊﾝｶｸ", "ハンカク", "ﾊﾝｶｸ"),
            ("Donau\u{AD}dampfer", "donaudampfer", "Donau\u{AD}dampfer"), ("1990–1995", "1990-1995", "1990–1995"),
            ("„Ja“, sagte er", "\"ja\"", "„Ja“"), ("Große Straße", "STRASSE", "Straße"),
            ("ISTANBUL, İzmir", "izmir istanbul", "ISTANBUL|İzmir"),
        ])
    func typeset(text: String, query: String, marked: String) async throws {
        let room = try ChatRoom()
        try await room.say(text, in: "s")
        let found = try await room.ask("GET", "/api/search", query: [("q", query)]).body["results"]?[0]?["matches"]?[0]
        let snippet = Array(try #require(found?["snippet"]?.string).utf16)
        let parts = try #require(found?["highlights"]?.array).map { range in
            String(decoding: snippet[(range[0]?.int ?? 0)..<(range[1]?.int ?? 0)], as: UTF16.self)
        }
        #expect(parts.joined(separator: "|").hasSameBytes(as: marked))
    }

    @Test(
        "texts that were stored before are found by what found them then, and by an apostrophe",
        arguments: ["it’s", "it's", "мой", "МОЙ"])
    func storedBefore(query: String) async throws {
        let room = try ChatRoom()
        try await room.say("No, it’s мой", in: "s")
        for var item in try await room.items() where item["folded_text"]?.string?.contains("it's") == true {
            item["folded_text"] = "no, it’s мой"
            try await room.tables.batchWrite(ChatRoom.schema.table, [.put(item)])
        }
        let found = try await room.ask("GET", "/api/search", query: [("q", query)]).body["results"]?[0]
        #expect(found?["matches"]?.array?.count == 1 && found?["title_highlights"]?.array?.count == 1)
    }

    @Test("a query of as many words as there can be, each with another spelling, is no more than DynamoDB takes")
    func manyWords() async throws {
        let words = (UInt32(0xF900)..<0xF964).compactMap(Unicode.Scalar.init).map { String($0) }
        let room = try ChatRoom()
        try await room.say(words.joined(), in: "s")
        #expect(try await room.found(words.joined(separator: " ")) == ["s"])
    }

    @Test("all words must be in one text, in any order")
    func words() async throws {
        let room = try ChatRoom()
        try await room.say("Alpha beta", in: "a")
        try await room.say("Alpha", in: "b")
        try await room.say("Beta", in: "b")
        #expect(try await room.found("beta alpha") == ["a"])
        #expect(try await room.found("lph") == ["b", "a"])
        #expect(try await room.found("alpha gamma") == [])
    }

    @Test("answers are found too; of many messages the newest three are shown")
    func newest() async throws {
        let room = try ChatRoom()
        for number in 0..<3 { try await room.say("Needle \(number)", in: "s", id: "m-\(number)") }
        let found = try await room.ask("GET", "/api/search", query: [("q", "answer")]).body["results"]?[0]
        #expect(found?["matches"]?.array?.map { $0["snippet"] } == ["Answer to 5.", "Answer to 3.", "Answer to 1."])
        #expect(found?["matches"]?.array?.map { $0["sender"] } == ["AI", "AI", "AI"])
        #expect(found?["title_highlights"] == [])
        try await room.say("Needle 3", in: "s", id: "m-3")
        let newest = try await room.ask("GET", "/api/search", query: [("q", "needle")]).body["results"]
        #expect(newest?.array?.count == 1)
        #expect(newest?[0]?["matches"]?.array?.map { $0["message_id"] } == ["m-3", "m-2", "m-1"])
    }

    @Test("a chat is found by the name that it has, not by those it had")
    func names() async throws {
        let room = try ChatRoom()
        try await room.say("Hello", in: "s")
        for name in ["A haystack", "Voyage à Łódź"] {
            _ = try await room.ask("PATCH", "/api/sessions/s", ["chat_name": .string(name)])
        }
        let result = try await room.ask("GET", "/api/search", query: [("q", "lodz")]).body["results"]?[0]
        #expect(result?["title_highlights"] == [[9, 13]] && result?["matches"] == [])
        #expect(try await room.found("haystack") == [])
    }

    @Test("what was cleared or deleted is not found, what was restored is")
    func removed() async throws {
        let room = try ChatRoom()
        for id in ["cleared", "deleted", "anew"] {
            try await room.say("A needle", in: id)
            _ = try await room.ask("PATCH", "/api/sessions/\(id)", ["chat_name": .string(id)])
        }
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "cleared"])
        _ = try await room.ask("POST", "/api/sessions/delete", ["session_ids": ["deleted", "anew"]])
        try await room.say("Another beginning", in: "anew")
        #expect(try await room.found("needle") == [])
        #expect(try await room.found("cleared") == ["cleared"])
        _ = try await room.ask("POST", "/api/sessions/deleted/restore")
        #expect(try await room.found("needle") == ["deleted"])
        #expect(try await room.found("beginning") == ["anew"])
    }

    @Test("archived chats are found only when asked for")
    func archived() async throws {
        let room = try ChatRoom()
        for id in ["a", "b"] { try await room.say("A needle", in: id) }
        _ = try await room.ask("PATCH", "/api/sessions/a", ["archived": true])
        #expect(try await room.found("needle") == ["b"])
        #expect(try await room.found("needle", [("archived", "true")]) == ["a"])
    }

    @Test("an index that lags shows nothing that is gone, and no name that was changed")
    func lag() async throws {
        let room = try ChatRoom(indexDelay: .seconds(5))
        for id in ["cleared", "deleted", "archived", "renamed", "kept"] {
            try await room.say("A needle", in: id)
            _ = try await room.ask("PATCH", "/api/sessions/\(id)", ["chat_name": "A haystack"])
        }
        #expect(try await room.found("needle") == [])
        room.clock.advance(.seconds(6))
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "cleared"])
        _ = try await room.ask("DELETE", "/api/sessions/deleted")
        _ = try await room.ask("PATCH", "/api/sessions/archived", ["archived": true])
        _ = try await room.ask("PATCH", "/api/sessions/renamed", ["chat_name": "A barn"])
        #expect(try await room.found("needle") == ["kept", "renamed"])
        #expect(try await room.found("haystack") == ["kept", "cleared"])
    }

    @Test("a message that has been removed since the index was read is left out")
    func gone() async throws {
        let room = try ChatRoom()
        try await room.say("A needle", in: "s", id: "m-1")
        _ = try await room.ask("PATCH", "/api/sessions/s", ["chat_name": "Other"])
        let engine = room.tables
        let isMessage: (Item) -> Bool = { $0["message_id"] == "m-1" }
        let message = try #require(try await room.items().first(where: isMessage))
        engine.reset { call throws(TableError) in
            guard call.name == "batchGet", call.moment == .after, call.number == 2 else { return }
            _ = try await engine.delete(
                ChatRoom.schema.table, key: message.filter { ["pk", "sk"].contains($0.key) }, if: nil)
        }
        #expect(try await room.found("needle") == [])
    }

    @Test("pages have no gap, and no chat comes twice")
    func pages() async throws {
        let room = try ChatRoom()
        for number in 0..<7 { try await room.say("A needle", in: "c\(number)") }
        try await room.say("One more needle", in: "c0")
        var pages: [[String]] = []
        var times: [String] = []
        var cursor: String?
        repeat {
            let query = [("q", "needle"), ("limit", "3")] + (cursor.map { [("cursor", $0)] } ?? [])
            let answer = try await room.ask("GET", "/api/search/", query: query)
            pages.append(answer.body["results"]?.array?.compactMap { $0["session_id"]?.string } ?? [])
            cursor = answer.body["next_cursor"]?.string
            if let time = answer.body["searched_through"]?.string { times.append(time) }
        } while cursor != nil && pages.count < 9
        #expect(pages == [["c0", "c6", "c5"], ["c4", "c3", "c2"], ["c1"]])
        #expect(times.count == 2 && times == times.sorted(by: >))
    }

    @Test("a cursor is good for the search and the caller it was given to")
    func cursors() async throws {
        let room = try ChatRoom()
        for number in 0..<3 { try await room.say("A needle", in: "c\(number)") }
        let first = try await room.ask("GET", "/api/search", query: [("q", "needle"), ("limit", "1")])
        let cursor = try #require(first.body["next_cursor"]?.string)
        #expect(try await room.found("NEEDLE", [("cursor", cursor)]) == ["c1", "c0"])
        let attempts: [([(String, String)], Caller)] = [
            ([("q", "needles"), ("cursor", cursor)], .alice),
            ([("q", "needle"), ("archived", "true"), ("cursor", cursor)], .alice),
            ([("q", "needle"), ("cursor", cursor)], .bob),
            ([("q", "needle"), ("cursor", String(cursor.dropLast(2)) + "xx")], .alice),
        ]
        for (query, caller) in attempts {
            let answer = try await room.ask("GET", "/api/search", query: query, as: caller)
            #expect(answer.status == 422)
            #expect(answer.body["detail"]?[0]?["loc"] == ["query", "cursor"])
        }
    }

    @Test(
        "parameters that cannot be are refused and named",
        arguments: [
            ("q", ""), ("q", "  "), ("q", "\u{301}"), ("q", String(repeating: "x", count: 201)),
            ("q", "x" + String(repeating: "\u{301}", count: 1000)), ("limit", "0"), ("limit", "101"), ("limit", "x"),
            ("archived", "maybe"), ("cursor", "abc"),
        ])
    func parameters(name: String, value: String) async throws {
        let room = try ChatRoom()
        let query = [(name, value)] + (name == "q" ? [] : [("q", "needle")])
        let answer = try await room.ask("GET", "/api/search/", query: query)
        #expect(answer.status == 422)
        #expect(answer.body["detail"]?[0]?["loc"] == ["query", .string(name)])
        #expect(room.tables.calls == 0)
    }

    @Test("where the store cannot be reached, the search says so", arguments: 1...3)
    func outage(call: Int) async throws {
        let room = try ChatRoom()
        try await room.say("A needle", in: "s")
        room.tables.reset { current throws(TableError) in
            if current.number == call { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        let answer = try await room.ask("GET", "/api/search", query: [("q", "needle")])
        #expect(answer == Answer(503, ["detail": "The store cannot be reached. Please try again."]))
    }
}

extension ChatRoom {
    /// The ids of chats that a search finds.
    func found(_ text: String, _ query: [(String, String)] = [], as caller: Caller = .alice) async throws -> [String] {
        let answer = try await ask("GET", "/api/search/", query: [("q", text)] + query, as: caller)
        guard answer.status == 200, let results = answer.body["results"]?.array else { throw Unexpected(answer) }
        return results.compactMap { $0["session_id"]?.string }
    }
}
